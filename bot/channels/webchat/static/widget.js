// The one line for a site that embeds the chat: <script src="https://.../widget.js" async></script>
// Puts a button into the corner of the page; the chat itself is a frame, loaded when somebody wants it.
// All of it lives in a shadow tree, so neither page changes the other's looks; nothing of the site is read.
"use strict";

(() => {
  const home = new URL("./", document.currentScript.src).href;
  const english = document.documentElement.lang.startsWith("en");
  const words = english
    ? { open: "News", close: "Close", title: "Official news" }
    : { open: "Kabar", close: "Tutup", title: "Kabar resmi" };

  const STYLE = `
    :host { all: initial; bottom: 16px; color-scheme: light dark; position: fixed; right: 16px; z-index: 2147483000; }
    button {
      align-items: center; background: #5c3517; border: 2px solid #fdf1dc; border-radius: 99px; color: #fdf1dc;
      cursor: pointer; display: flex; font: 700 16px/1.2 system-ui, sans-serif; gap: 8px; margin-left: auto;
      min-height: 52px; padding: 6px 20px 6px 8px;
    }
    button.open { padding-left: 20px; }
    button:focus-visible { outline: 3px solid #0f5f8f; outline-offset: 3px; }
    img { border-radius: 50%; height: 38px; width: 38px; }
    iframe {
      background: #f3e8d3; border: 0; border-radius: 12px; box-shadow: 0 4px 24px rgb(0 0 0 / .35); display: block;
      height: min(640px, calc(100vh - 104px)); margin-bottom: 12px; width: min(400px, calc(100vw - 32px));
    }
    [hidden] { display: none; }`;

  const host = document.createElement("div");
  const tree = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  tree.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  const icon = document.createElement("img");
  icon.src = `${home}files/icon-192.png`;
  icon.alt = "";
  const label = document.createElement("span");
  button.append(icon, label);
  let frame = null;

  function show(open) {
    if (open && !frame) {
      frame = document.createElement("iframe");
      frame.title = words.title;
      frame.src = home;
      tree.prepend(frame);
    }
    if (frame) frame.hidden = !open;
    icon.hidden = open;
    button.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    label.textContent = open ? words.close : words.open;
  }

  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") show(false);
  });
  show(false);
  tree.append(button);
  document.body.append(host);
})();
