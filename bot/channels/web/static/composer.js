// The text area: it grows, keeps its draft, and never sends half a word.

export class Composer {
  constructor(root, door, longest, say) {
    this.form = root.querySelector(".composer");
    this.area = this.form.querySelector("textarea");
    this.longest = longest;
    this.say = say;
    this.name = `sangkien:draft:${door}`;
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.area.value = this.stored();
    this.grow();
  }

  // Vietnamese keyboards compose: their Enter ends a word and must not send it.
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  send() {
    const text = this.area.value;
    if (!text.trim()) return;
    for (const piece of this.pieces(text)) this.say(piece);
    this.clear();
    this.area.focus();
  }

  // A story longer than one message goes as several, cut where a reader would pause.
  pieces(text) {
    const found = [];
    let rest = text;
    while (rest.length > this.longest) {
      const head = rest.slice(0, this.longest);
      let end = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" ")) + 1;
      if (end < this.longest / 2) end = this.longest - 1;
      if (/[\ud800-\udbff]/.test(rest[end - 1])) end -= 1;
      found.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    if (rest.trim()) found.push(rest);
    return found;
  }

  clear() {
    this.area.value = "";
    this.changed();
  }

  changed() {
    this.grow();
    try {
      localStorage.setItem(this.name, this.area.value);
    } catch (problem) {
      console.warn("the draft cannot be kept", problem);
    }
  }

  stored() {
    try {
      return localStorage.getItem(this.name) || "";
    } catch (problem) {
      console.warn("the draft cannot be read", problem);
      return "";
    }
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, 160)}px`;
  }
}
