// The socket of one phone, and the frames that are not acknowledged yet.

const FIRST_WAIT = 400;
const LONGEST_WAIT = 15000;
// A frame unanswered for so long, or a line silent for so long (ms), means a dead socket.
const UNANSWERED = 10000;
const SILENT = 60000;

export function newKey() {
  // Not crypto.randomUUID: browsers give it to https pages only, and a factory hall may have http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Frames that wait for their acknowledgement, each an item of its own, so that two tabs of one
// conversation do not overwrite each other. What cannot be stored is at least kept in memory.
class Queue {
  constructor(door) {
    this.prefix = `sangkien:frame:${door}:`;
    this.items = new Map();
    this.first = Infinity;
    this.last = 0;
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(this.prefix)) this.take(JSON.parse(localStorage.getItem(name)));
      }
    } catch (problem) {
      console.warn("the queue cannot be read", problem);
    }
  }

  take(item) {
    this.items.set(item.frame.key, item);
    this.first = Math.min(this.first, item.n);
    this.last = Math.max(this.last, item.n);
  }

  add(frame, before) {
    const after = Math.max(Date.now(), this.last + 1);
    const item = { n: before ? Math.min(after, this.first - 1) : after, frame };
    this.take(item);
    try {
      localStorage.setItem(this.prefix + frame.key, JSON.stringify(item));
    } catch (problem) {
      console.warn("the queue cannot be kept", problem);
    }
  }

  remove(key) {
    this.items.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch (problem) {
      console.warn("the queue cannot be kept", problem);
    }
  }

  all() {
    return [...this.items.values()].sort((one, other) => one.n - other.n);
  }
}

export class Line {
  constructor(door, hooks) {
    this.door = door;
    this.hooks = hooks;
    this.queue = new Queue(door);
    this.afterIn = 0;
    this.afterOut = 0;
    this.wait = FIRST_WAIT;
    this.ready = false;
    this.sentAt = new Map();
    setInterval(() => this.watch(), 2000);
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  queued() {
    return this.queue.all();
  }

  connect() {
    clearTimeout(this.retry);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws?door=${this.door}`);
    this.socket = socket;
    this.heardAt = Date.now();
    socket.addEventListener("open", () => socket === this.socket && this.greet());
    socket.addEventListener("message", (event) => socket === this.socket && this.hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.lost(event.code));
    this.alarm();
  }

  // The banner appears only when the line stays away: a blink of the network is nobody's worry.
  alarm() {
    clearTimeout(this.late);
    this.late = setTimeout(() => this.ready || this.hooks.online(false), 1500);
  }

  greet() {
    this.say({ type: "hello", after_in: this.afterIn, after_out: this.afterOut });
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  send(frame) {
    this.queue.add(frame, false);
    if (this.ready) this.pass(frame);
    else this.alarm();
  }

  // A conversation begins before what was typed while the page still opened.
  begin(frame) {
    this.queue.add(frame, true);
    if (this.ready) this.pass(frame);
  }

  pass(frame) {
    this.sentAt.set(frame.key, Date.now());
    this.say(frame);
  }

  hear(frame) {
    this.heardAt = Date.now();
    if (frame.type === "mine") {
      this.afterIn = Math.max(this.afterIn, frame.id || 0);
      this.settle(frame.key);
    } else if (frame.type === "message") {
      this.afterOut = Math.max(this.afterOut, frame.id);
    } else if (frame.type === "trouble" && frame.key) {
      this.settle(frame.key);
    }
    this.hooks.frame(frame);
    if (frame.type === "ready") this.open();
  }

  settle(key) {
    this.queue.remove(key);
    this.sentAt.delete(key);
  }

  // Only after the history is told does the queue leave, in its order.
  open() {
    this.ready = true;
    this.wait = FIRST_WAIT;
    this.hooks.online(true);
    sessionStorage.removeItem("sangkien:renewed");
    for (const { frame } of this.queue.all()) this.pass(frame);
  }

  lost(code) {
    this.ready = false;
    this.sentAt.clear();
    if (code === 4401) return this.hooks.stranger();
    this.alarm();
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), this.wait * (0.7 + 0.6 * Math.random()));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // A half-open socket never tells that it is dead, so it is left behind without waiting for it.
  drop() {
    const dead = this.socket;
    this.socket = null;
    dead?.close();
    this.lost(0);
  }

  hurry() {
    if (this.ready || this.socket?.readyState === WebSocket.CONNECTING) return;
    this.wait = FIRST_WAIT;
    this.connect();
  }

  watch() {
    if (!this.ready) return;
    const oldest = Math.min(...this.sentAt.values());
    if (Date.now() - oldest > UNANSWERED || Date.now() - this.heardAt > SILENT) this.drop();
  }

  // Begin as somebody new: nothing of the old conversation may be said in the new one.
  forget() {
    for (const { frame } of this.queue.all()) this.queue.remove(frame.key);
    const old = this.socket;
    this.socket = null;
    old?.close();
    clearTimeout(this.retry);
    this.sentAt.clear();
    this.ready = false;
    this.afterIn = this.afterOut = 0;
  }
}
