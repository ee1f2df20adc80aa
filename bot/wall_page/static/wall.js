// The figures of the page, asked for again and again, and the countdown in the server's time.

const settings = JSON.parse(document.getElementById("settings").textContent);
const words = settings.words;
// Milliseconds: between two questions, for one answer, between questions while the line is bad.
const EVERY = 5000;
const PATIENCE = 8000;
const LONGEST = 30000;

const at = (id) => document.getElementById(id);
const hour = new Intl.DateTimeFormat(settings.language, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: settings.zone,
});

let shown = null;
let tag = "";
let failures = 0;
let timer = 0;
// The server's time, and when it was told: this machine's own clock may be wrong.
let told = { server: settings.now, here: performance.now() };

const serverNow = () => told.server + performance.now() - told.here;

function make(kind, css, text = "") {
  const made = document.createElement(kind);
  made.className = css;
  made.textContent = text;
  return made;
}

function again(element, css) {
  element.classList.remove(css);
  void element.offsetWidth; // otherwise the browser sees no change and the animation does not begin anew
  element.classList.add(css);
}

function put(id, text) {
  const place = at(id);
  if (place.textContent === text) return;
  place.textContent = text;
  if (shown) again(place, "changed");
}

function bar(share) {
  const frame = make("div", "bar");
  const filled = document.createElement("i");
  filled.style.width = `${share}%`;
  frame.append(filled);
  return frame;
}

function rank(lines) {
  const list = at("ranking");
  document.querySelector(".ranking").hidden = lines.length === 0;
  document.querySelector("main").classList.toggle("alone", lines.length === 0);
  if (shown && JSON.stringify(shown.ranking) === JSON.stringify(lines)) return;
  list.replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.append(make("span", "unit", `${line.place}. ${line.unit}`));
    item.append(make("span", "valid", line.of_target), make("span", "percent", line.percent || line.valid));
    item.append(bar(line.bar));
    return item;
  }));
}

function list(entries) {
  const known = new Set(shown ? shown.latest.map((one) => one.id) : []);
  at("none").hidden = entries.length > 0;
  at("latest").hidden = entries.length === 0;
  if (shown && JSON.stringify(shown.latest) === JSON.stringify(entries)) return;
  at("latest").replaceChildren(...entries.map((one) => {
    const item = make("li", shown && !known.has(one.id) ? "fresh" : "");
    item.append(make("p", one.plain ? "title plain" : "title", one.title), make("p", "who", one.who));
    return item;
  }));
}

function show(figures) {
  for (const id of ["slogan", "name", "closes", "valid", "submitted", "valid_today", "submitted_today",
    "target", "ranking_heading"]) put(id, figures[id]);
  put("valid_again", figures.valid);
  at("progress").hidden = figures.bar === null;
  document.querySelector("#progress i").style.width = `${figures.bar ?? 0}%`;
  document.title = `${figures.valid} · ${figures.name}`;
  rank(figures.ranking);
  list(figures.latest);
  shown = figures;
  count();
}

function count() {
  let text = "";
  const left = Math.floor((shown.closes_at - serverNow()) / 1000);
  if (shown.state === "closed" || left <= 0) {
    text = words.closed;
  } else if (shown.state === "open") {
    const days = Math.floor(left / 86400);
    const two = (seconds) => String(Math.floor(seconds)).padStart(2, "0");
    const clock = `${two((left % 86400) / 3600)}:${two((left % 3600) / 60)}:${two(left % 60)}`;
    text = days ? `${words.left} ${days} ${words.day} ${clock}` : `${words.left} ${clock}`;
  }
  if (at("left").textContent !== text) at("left").textContent = text;
}

function status(text, trouble) {
  const place = at("status");
  place.classList.toggle("trouble", trouble);
  if (place.textContent !== text) place.textContent = text;
}

const asOf = () => hour.format(told.server);

async function ask() {
  const answer = await fetch(`${location.pathname}/now${location.search}`, {
    headers: tag ? { "If-None-Match": tag } : {},
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status === 404) return "gone";
  if (answer.status !== 304 && !answer.ok) throw new Error(`the server answers ${answer.status}`);
  const figures = answer.status === 304 ? null : await answer.json();
  told = { server: Number(answer.headers.get("X-Now")), here: performance.now() };
  tag = answer.headers.get("ETag");
  if (figures) show(figures);
  return "told";
}

async function go() {
  clearTimeout(timer);
  try {
    const found = await ask();
    failures = found === "gone" ? 3 : 0;
    if (found === "gone") status(words.gone, true);
    else status(words.as_of.replace("{time}", asOf()), false);
  } catch (problem) {
    failures += 1;
    console.info("the line is bad", problem.name);
    status(words.again.replace("{time}", asOf()), true);
  }
  const wait = Math.min(EVERY * 2 ** Math.max(0, failures - 1), LONGEST);
  // Not all screens of a hall at the same moment.
  timer = setTimeout(go, wait * (0.9 + 0.2 * Math.random()));
}

// A laptop behind a projector must not fall asleep; browsers allow this to https pages only.
async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch (problem) {
    console.info("the screen may go dark", problem.name);
  }
}

show(settings.first);
status(words.as_of.replace("{time}", asOf()), false);
setInterval(count, 250);
timer = setTimeout(go, EVERY);
window.addEventListener("online", go);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  stayAwake();
  go();
});
stayAwake();
