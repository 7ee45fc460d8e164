// The page's side of the web chat. Draws what the server wrote (encode.py), says what the visitor types, and holds
// one stream open. Everything that comes from outside becomes a text node; no markup is ever parsed from it.
"use strict";

(() => {
  const SILENCE_MS = 45_000; // three beats of the server missed: the connection is dead although nobody said so
  const KEPT = 300; // messages on the page; a longer page is slow on a cheap phone
  const OWN_ANSWER_MS = 3_000; // what arrives this soon after one's own words is an answer, not news

  const byId = (id) => document.getElementById(id);
  const log = byId("log");
  const messages = byId("messages");
  const thinking = byId("thinking");
  const down = byId("down");
  const form = byId("form");
  const input = byId("text");
  const problem = byId("problem");
  const state = byId("state");
  const title = document.title;

  let source = null;
  let lastId = "";
  let ready = false;
  let failures = 0;
  let silence = 0;
  let comeback = 0;
  let saying = 0;
  let saidAt = -Infinity;
  let unread = 0;
  let anchor = null;

  // --- drawing ---

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) {
      node.textContent = text;
      node.dir = "auto";
    }
    return node;
  }

  function isWeb(address) {
    try {
      return ["http:", "https:"].includes(new URL(address).protocol);
    } catch {
      return false;
    }
  }

  function link(className, text, address) {
    const node = make("a", className, text);
    node.href = address;
    node.target = "_blank";
    node.rel = "noopener";
    node.append(make("span", "unseen", " (membuka tab baru)"));
    return node;
  }

  function drawSaid(data) {
    const node = make("div", "said");
    node.append(make("span", "unseen", "Anda: "), make("span", "", data.text));
    return node;
  }

  function drawItem(item) {
    const row = make("li");
    row.append(isWeb(item.url) ? link("what", item.title, item.url) : make("span", "what", item.title));
    if (item.detail) row.append(make("span", "detail", item.detail));
    return row;
  }

  function drawButton(button) {
    if (button.url) return isWeb(button.url) ? link("chip", button.label, button.url) : "";
    const node = make("button", "chip", button.label);
    node.type = "button";
    node.addEventListener("click", () => say(button.say, button.label));
    return node;
  }

  // A picture where the message stands, any other file to be saved; both come from our own address.
  function drawFile(file) {
    if (file.picture) {
      const picture = make("img", "picture");
      picture.src = new URL(file.at, document.baseURI);
      picture.alt = file.description;
      picture.loading = "lazy";
      return picture;
    }
    const node = make("a", "chip", file.name);
    node.href = new URL(file.at, document.baseURI);
    node.download = file.name;
    return node;
  }

  function drawTold(data, isNews) {
    const isStory = data.story_id !== null;
    const node = make(isStory ? "article" : "div", isStory ? "told story" : "told");
    if (isNews) {
      node.classList.add("new");
      if (isStory) node.append(make("p", "fresh", "Kabar baru"));
    }
    if (data.title) node.append(make("h2", "", data.title));
    for (const paragraph of data.paragraphs) node.append(make("p", "text", paragraph));
    if (data.items.length) {
      const list = make("ul", "items");
      list.append(...data.items.map(drawItem));
      node.append(list);
    }
    if (data.attachment && data.attachment.at) node.append(drawFile(data.attachment));
    if (data.footer) node.append(make("p", "foot", data.footer));
    for (const row of data.buttons) {
      const line = make("div", "buttons");
      line.append(...row.map(drawButton));
      node.append(line);
    }
    return node;
  }

  // --- where the visitor is reading ---

  const distance = () => log.scrollHeight - log.clientHeight - log.scrollTop;

  // Goes down, but never so far that the beginning of what just came is out of sight.
  function follow() {
    const bottom = log.scrollHeight - log.clientHeight;
    log.scrollTop = anchor ? Math.min(bottom, anchor.offsetTop - 12) : bottom;
  }

  // An earlier message is corrected or withdrawn where it stands; nobody is moved or alerted by it.
  function change(data) {
    const old = messages.querySelector(`[data-id="${CSS.escape(data.of)}"]`);
    if (!old) return;
    if (!data.message) {
      old.remove();
      return;
    }
    const node = drawTold(data.message, false);
    node.dataset.id = data.of;
    old.replaceWith(node);
  }

  function add(data, id) {
    if (data.kind === "edited") {
      change(data);
      return;
    }
    const isSaid = data.kind === "said";
    const isNews = ready && !isSaid && !saying && performance.now() - saidAt > OWN_ANSWER_MS;
    const atEnd = distance() < 80;
    const node = isSaid ? drawSaid(data) : drawTold(data, isNews);
    node.dataset.id = id;
    messages.append(node);
    if (messages.childElementCount > KEPT) messages.firstElementChild.remove();
    if (!ready) return;
    if (isSaid || (isNews && atEnd)) anchor = node;
    if (isSaid || !isNews || atEnd) follow();
    else down.hidden = false;
    if (isNews && document.hidden) {
      unread += 1;
      document.title = `(${unread}) ${title}`;
    }
  }

  function goDown() {
    anchor = null;
    follow();
    down.hidden = true;
  }

  // --- speaking ---

  async function sentenceOf(response) {
    try {
      return (await response.json()).message || "";
    } catch {
      return "";
    }
  }

  async function say(text, label) {
    problem.textContent = "";
    saying += 1;
    thinking.hidden = false;
    if (distance() < 120) follow();
    try {
      const response = await fetch(new URL("chat/say", document.baseURI), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(label && label !== text ? { text, label } : { text }),
        cache: "no-store",
      });
      if (response.ok) {
        if (!source || source.readyState === EventSource.CLOSED) connect();
        return true;
      }
      problem.textContent = (await sentenceOf(response)) || "Layanan sedang terganggu. Coba lagi beberapa saat lagi.";
    } catch {
      problem.textContent = "Pesan belum terkirim. Periksa sambungan internet, lalu kirim lagi.";
    } finally {
      saying -= 1;
      saidAt = performance.now();
      thinking.hidden = saying === 0;
    }
    return false;
  }

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    const sent = await say(text, "");
    if (!sent && !input.value) input.value = text;
  }

  // --- listening ---

  function show(name, words) {
    if (state.textContent === words) return;
    state.dataset.state = name;
    state.textContent = words;
  }

  function alive() {
    clearTimeout(silence);
    silence = setTimeout(connect, SILENCE_MS);
  }

  function connect() {
    clearTimeout(comeback);
    if (source) source.close();
    const address = new URL("chat/events", document.baseURI);
    if (lastId) address.searchParams.set("after", lastId);
    source = new EventSource(address);
    source.onmessage = (event) => {
      alive();
      lastId = event.lastEventId;
      add(JSON.parse(event.data), event.lastEventId);
    };
    source.addEventListener("beat", alive);
    source.addEventListener("ready", () => {
      if (failures) problem.textContent = "";
      failures = 0;
      alive();
      show("on", "Tersambung");
      if (ready) return;
      ready = true;
      goDown();
      log.setAttribute("aria-busy", "false");
    });
    source.onerror = lost;
    alive();
  }

  function lost() {
    if (!navigator.onLine) show("off", "Tanpa internet");
    else show("waiting", ready ? "Menyambung ulang ..." : "Menyambung ...");
    log.setAttribute("aria-busy", "false"); // what is here may be read, even if nothing more comes
    if (source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
    failures += 1;
    if (!navigator.cookieEnabled) problem.textContent = "Izinkan kuki untuk situs ini, lalu muat ulang halaman.";
    else if (failures === 4) problem.textContent = "Belum tersambung. Tutup tab Kentongan yang lain, atau muat ulang halaman.";
    const wait = Math.min(60_000, 2_000 * 2 ** Math.min(failures, 5));
    comeback = setTimeout(connect, wait * (0.5 + Math.random() / 2));
  }

  // --- beginning ---

  form.addEventListener("submit", submit);
  for (const button of document.querySelectorAll("[data-say]")) {
    button.addEventListener("click", () => say(button.dataset.say, button.textContent));
  }
  down.addEventListener("click", goDown);
  log.addEventListener("scroll", () => {
    if (distance() < 40) down.hidden = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unread = 0;
    document.title = title;
  });
  addEventListener("online", connect);
  addEventListener("offline", () => show("off", "Tanpa internet"));
  addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
  log.setAttribute("aria-busy", "true"); // no screen reader reads the whole history aloud
  connect();
})();
