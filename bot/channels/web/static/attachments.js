// Files chosen, looked at, and uploaded one after another.

const LARGEST = 20000000;
const MOST = 10;

function upload(request, door, file, progress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name || "anh.jpg");
    request.open("POST", `/upload?door=${door}`);
    request.responseType = "json";
    request.timeout = 300000;
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => resolve({ ok: request.status === 200, ...request.response }));
    request.addEventListener("error", reject);
    request.addEventListener("timeout", reject);
    request.addEventListener("abort", reject);
    request.send(form);
  });
}

export class Attachments {
  constructor(root, door, words, done) {
    this.door = door;
    this.words = words;
    this.done = done;
    this.panel = root.querySelector(".preview");
    this.chosen = root.querySelector(".chosen");
    this.caption = root.querySelector(".caption");
    this.wrong = root.querySelector(".wrong");
    this.bar = root.querySelector("progress");
    this.post = root.querySelector(".post");
    this.composer = root.querySelector(".composer");
    this.pick = root.querySelector(".pick");
    root.querySelector(".attach").addEventListener("click", () => this.pick.click());
    this.pick.addEventListener("change", () => this.choose([...this.pick.files]));
    this.post.addEventListener("click", () => this.send());
    root.querySelector(".drop").addEventListener("click", () => this.clear());
    this.caption.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229) this.send();
    });
    root.addEventListener("paste", (event) => this.choose([...event.clipboardData.files], event));
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => this.choose([...event.dataTransfer.files], event));
    this.clear();
  }

  clear() {
    this.files = [];
    this.busy = false;
    this.request?.abort(); // somebody's mobile data
    this.request = null;
    this.pick.value = "";
    this.caption.value = "";
    this.chosen.replaceChildren();
    this.panel.hidden = true;
    this.composer.hidden = false;
    this.tell("");
  }

  choose(files, event) {
    if (!files.length || this.busy) return;
    event?.preventDefault();
    const fitting = files.filter((file) => file.size <= LARGEST);
    const room = MOST - this.files.length;
    for (const file of fitting.slice(0, room)) this.add(file);
    this.pick.value = "";
    this.panel.hidden = false;
    this.composer.hidden = true;
    if (fitting.length < files.length) this.tell(this.words.too_large);
    else this.tell(fitting.length > room ? this.words.too_many : "");
    if (this.files.length) this.caption.focus();
  }

  add(file) {
    const tile = document.createElement("figure");
    if (file.type.startsWith("image/")) {
      const image = document.createElement("img");
      image.alt = file.name || this.words.picture;
      image.src = URL.createObjectURL(file);
      image.addEventListener("error", () => image.replaceWith(this.named(file)));
      tile.append(image);
    } else {
      tile.append(this.named(file));
    }
    this.chosen.append(tile);
    this.files.push({ file, tile });
  }

  named(file) {
    return Object.assign(document.createElement("span"), { className: "file", textContent: file.name });
  }

  tell(text) {
    this.wrong.textContent = text;
    this.wrong.hidden = !text;
    this.post.disabled = this.busy || !this.files.length;
    this.post.hidden = !this.files.length;
    this.caption.hidden = !this.files.length;
    this.bar.hidden = !this.busy;
  }

  fail(text) {
    this.busy = false;
    this.tell(text);
  }

  // A file that cannot be taken stays on the screen with the reason; the others can still be sent.
  async send() {
    if (this.busy || !this.files.length) return;
    this.busy = true;
    this.tell("");
    const sending = this.files;
    while (this.files.length) {
      const { file, tile } = this.files[0];
      this.request = new XMLHttpRequest();
      const progress = (part) => (this.bar.value = part * 100);
      const answer = await upload(this.request, this.door, file, progress).catch(() => null);
      if (this.files !== sending) return; // dropped, or somebody new began, while it was on its way
      if (!answer) return this.fail(this.words.upload_failed);
      this.files.shift();
      if (!answer.ok) {
        tile.classList.add("bad");
        return this.fail(answer.text || this.words.upload_failed);
      }
      tile.remove();
      const caption = this.caption.value.trim();
      this.caption.value = "";
      this.done({ receipt: answer.key, caption, picture: tile.firstChild });
    }
    this.clear();
  }
}
