// What was said, on screen: bubbles, buttons, and where the reader is.

// Two presses of one button within this time (ms) are one trembling finger.
const DOUBLE = 700;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "long", day: "numeric", month: "numeric", year: "numeric" };

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export class Log {
  constructor(root, words, language, tap) {
    this.words = words;
    this.language = language;
    this.tap = tap;
    this.scroll = root.querySelector(".scroll");
    this.list = root.querySelector(".log");
    this.dots = root.querySelector(".typing");
    this.latest = root.querySelector(".latest");
    this.latest.addEventListener("click", () => this.toEnd());
    this.scroll.addEventListener("scroll", () => this.look());
    // The keyboard opens, a picture loads: whoever was reading the end still is.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroll);
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.list);
    this.clear();
  }

  clear() {
    this.shown = new Map();
    this.waiting = new Map();
    this.day = "";
    this.following = true;
    this.top = 0;
    this.list.replaceChildren();
    this.scroll.setAttribute("aria-busy", "true");
    this.rest();
  }

  caughtUp() {
    this.scroll.setAttribute("aria-busy", "false");
  }

  // The person's own message before it is stored; it stays last until it is.
  pending(frame, picture) {
    if (frame.type === "start") return;
    const bubble = this.bubble("mine pending", frame.text || frame.label || frame.caption);
    if (frame.type === "file") bubble.prepend(picture || make("span", "file", this.words.file));
    if (frame.type === "tap") bubble.classList.add("tapped");
    bubble.append(make("span", "state", this.words.sending));
    this.waiting.set(frame.key, bubble);
    this.list.append(bubble);
    this.toEnd();
  }

  mine(frame) {
    if (frame.kind === "began" || this.shown.has(frame.key)) return;
    const bubble = this.waiting.get(frame.key) || this.bubble("mine", frame.text);
    const known = this.waiting.delete(frame.key);
    this.shown.set(frame.key, bubble);
    bubble.classList.toggle("tapped", frame.kind === "tapped");
    if (frame.file && !bubble.querySelector("img")) {
      bubble.querySelector(".file")?.remove();
      bubble.prepend(this.file(frame.file));
    }
    bubble.classList.remove("pending");
    bubble.querySelector(".state")?.remove();
    bubble.append(this.time(frame.at), make("span", "quiet", this.words.sent));
    if (!known) this.place(bubble, frame.at);
  }

  message(frame) {
    const name = `out:${frame.id}`;
    if (this.shown.has(name)) return;
    const bubble = this.bubble("theirs", frame.text);
    if (frame.file) bubble.prepend(this.file(frame.file));
    bubble.append(this.time(frame.at));
    const entry = make("div", "entry");
    entry.append(bubble);
    for (const old of this.list.querySelectorAll(".rows:not(.old)")) old.classList.add("old");
    if (frame.rows.length) entry.append(this.rows(frame.rows));
    this.shown.set(name, entry);
    this.rest();
    this.place(entry, frame.at);
  }

  strip(id) {
    this.shown.get(`out:${id}`)?.querySelector(".rows")?.remove();
  }

  // What is told anew stays where it stands: nobody's place in the reading is moved.
  change(frame) {
    const entry = this.shown.get(`out:${frame.id}`);
    const text = entry?.querySelector(".bubble .text");
    if (!text) return;
    text.textContent = frame.text;
    const old = entry.querySelector(".rows");
    const rows = frame.rows.length ? this.rows(frame.rows) : null;
    if (rows && old?.classList.contains("old")) rows.classList.add("old");
    if (old) old.remove();
    if (rows) entry.append(rows);
  }

  trouble(frame) {
    const bubble = frame.key && this.waiting.get(frame.key);
    if (!bubble) return this.place(make("p", "notice", frame.text));
    this.waiting.delete(frame.key);
    bubble.classList.replace("pending", "refused");
    bubble.querySelector(".state").textContent = `${this.words.refused}. ${frame.text}`;
  }

  typing() {
    this.dots.hidden = false;
    clearTimeout(this.dotsEnd);
    this.dotsEnd = setTimeout(() => this.rest(), 8000);
    if (this.following) this.toEnd();
  }

  rest() {
    clearTimeout(this.dotsEnd);
    this.dots.hidden = true;
  }

  // Told things stand above what still waits to be sent, as they do after a reload.
  place(element, at) {
    const first = this.waiting.values().next().value || null;
    const day = at ? new Date(at).toDateString() : this.day;
    if (day !== this.day) {
      this.day = day;
      this.list.insertBefore(make("p", "day", this.dayName(at)), first);
    }
    const follow = this.following;
    this.list.insertBefore(element, first);
    if (follow) this.toEnd();
    else this.latest.hidden = false;
  }

  bubble(className, text) {
    const bubble = make("div", `bubble ${className}`);
    if (text) bubble.append(make("span", "text", text));
    return bubble;
  }

  rows(rows) {
    const group = make("div", "rows");
    for (const buttons of rows) {
      const row = make("div", buttons.every((button) => button.quiet) ? "row nav" : "row");
      for (const button of buttons) row.append(this.button(button, group));
      group.append(row);
    }
    return group;
  }

  button(button, group) {
    const element = make("button", "chip", button.label);
    element.type = "button";
    let pressed = 0;
    element.addEventListener("click", () => {
      if (Date.now() - pressed < DOUBLE) return;
      pressed = Date.now();
      group.classList.add("old");
      element.classList.add("chosen");
      this.tap(button);
    });
    return element;
  }

  file(file) {
    const picture = file.kind === "photo" || (file.media_type || "").startsWith("image/");
    if (file.kind === "voice" || (file.media_type || "").startsWith("audio/")) {
      const sound = make("audio");
      sound.controls = true;
      sound.preload = "none";
      sound.src = file.url;
      return sound;
    }
    const link = make("a", picture ? "picture" : "file");
    link.href = file.url;
    link.target = "_blank";
    link.rel = "noopener";
    const kind = picture ? "picture" : file.kind === "video" ? "video" : "file";
    const name = file.name || this.words[kind];
    if (!picture) {
      link.textContent = name;
      return link;
    }
    const image = make("img");
    image.alt = name;
    image.src = file.url;
    // Some phones make pictures that this browser cannot draw: then it is a file to download.
    image.addEventListener("error", () => link.replaceWith(this.file({ ...file, kind: "document", media_type: "" })));
    link.append(image);
    return link;
  }

  time(at) {
    const moment = new Date(at);
    const element = make("time", "", moment.toLocaleTimeString(this.language, CLOCK));
    element.dateTime = at;
    return element;
  }

  dayName(at) {
    const moment = new Date(at);
    if (moment.toDateString() === new Date().toDateString()) return this.words.today;
    return moment.toLocaleDateString(this.language, DAY);
  }

  // Only a move upwards is the reader's own; anything else is the page growing under them.
  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    const atEnd = scrollHeight - scrollTop - clientHeight < 80;
    this.following = atEnd || (this.following && scrollTop >= this.top);
    this.top = scrollTop;
    if (atEnd) this.latest.hidden = true;
  }

  toEnd() {
    this.following = true;
    this.latest.hidden = true;
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }
}
