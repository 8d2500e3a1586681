"use strict";
/* What every page does with scripts: colours, the same place in another language. Without them all can be read. */
(() => {
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  const kept = () => { try { return localStorage.getItem("indexgov-theme") || "auto"; } catch { return "auto"; } };
  const show = (theme) => { if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme; };
  root.classList.add("scripts");
  show(kept());

  const themeButton = () => {
    const button = document.querySelector(".theme");
    if (!button) return;
    let now = kept();
    const tell = () => { button.title = button.querySelector("span").textContent = button.dataset[now]; };
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      now = themes[(themes.indexOf(now) + 1) % themes.length];
      try { localStorage.setItem("indexgov-theme", now); } catch { /* The choice then lasts as long as the page. */ }
      show(now);
      tell();
    });
  };

  /* The section that is on top of the screen, so that another language opens where the reader is. */
  const here = () => {
    if (location.hash) return location.hash;
    const seen = [...document.querySelectorAll("main [id]")].filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
    return scrollY > innerHeight / 2 && seen.length ? `#${seen[seen.length - 1].id}` : "";
  };
  const tongues = () => {
    for (const link of document.querySelectorAll(".tongues a")) {
      link.addEventListener("click", () => { link.hash = here(); });
    }
  };

  /* A row of names and marks in the table of peers; text goes in as text. */
  const cell = (kind, text) => {
    const made = document.createElement(kind);
    if (text) made.textContent = text;
    return made;
  };
  const svg = (kind, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const peerRow = (peer, own, bands) => {
    const row = document.createElement("tr");
    const rank = cell("td", peer.rank);
    if (peer.interval) rank.append(" ", cell("em", peer.interval));
    const name = cell("th");
    name.scope = "row";
    if (peer.page === own) { row.className = "own"; name.textContent = peer.name; } else {
      const link = cell("a", peer.name);
      link.href = peer.page;
      name.append(link);
    }
    const draw = cell("td");
    draw.className = "draw";
    if (peer.at) {
      const picture = svg("svg", { class: "dots", "aria-hidden": "true" });
      if (peer.low) picture.append(svg("line", { x1: peer.low, x2: peer.high, y1: "50%", y2: "50%" }));
      picture.append(svg("circle", { cx: peer.at, cy: "50%", r: "5" }));
      draw.append(picture);
    }
    row.append(rank, name, draw, cell("td", peer.score), cell("td", peer.ends));
    if (bands) {
      const letter = cell("td");
      if (peer.band) {
        const mark = cell("b", peer.band);
        mark.className = `class s${peer.shade}`;
        letter.append(mark);
      }
      row.append(letter);
    }
    row.append(cell("td", peer.people));
    return row;
  };

  /* Other sets of peers: the same tier, everybody, the reader's own choice. Their lines come with a file of their own. */
  const peers = () => {
    const place = document.querySelector("[data-peers]");
    if (!place || !place.dataset.peers) return;
    const file = document.createElement("script");
    file.src = place.dataset.peers;
    file.addEventListener("load", () => choosePeers(place, window.indexgovPeers));
    document.head.append(file);
  };
  const choosePeers = (place, found) => {
    const body = place.querySelector("tbody");
    const near = [...body.rows];
    const own = found.rows.find((one) => one.page === place.dataset.own);
    if (!own || found.rows.length <= near.length) return;
    const peersOf = found.rows.filter((one) => one.group === own.group);
    const chosen = new Set([own.page]);
    const fill = (rows) => body.replaceChildren(...rows.map((one) => peerRow(one, own.page, found.bands)));
    const sets = [
      [found.words.near, () => body.replaceChildren(...near)],
      [own.tier, () => fill(around(peersOf.filter((one) => one.tier === own.tier), own))],
      [found.words.all, () => fill(around(peersOf, own))],
      [found.words.choice, () => fill(peersOf.filter((one) => chosen.has(one.page)))],
    ].filter(([label], number) => label && !(number === 1 && peersOf.every((one) => one.tier === own.tier)));
    const bar = cell("div");
    bar.className = "switch";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", found.words.peers);
    const choice = cell("div");
    choice.className = "choose";
    choice.hidden = true;
    const label = cell("label", found.words.add);
    const input = cell("input");
    const names = cell("datalist");
    input.setAttribute("list", "peer-names");
    names.id = "peer-names";
    names.append(...peersOf.filter((one) => one !== own).map((one) => { const option = cell("option"); option.value = one.name; return option; }));
    label.append(" ", input);
    choice.append(label, names);
    input.addEventListener("change", () => {
      const peer = peersOf.find((one) => one.name === input.value);
      if (!peer) return;
      if (chosen.has(peer.page) && peer !== own) chosen.delete(peer.page); else chosen.add(peer.page);
      input.value = "";
      sets[sets.length - 1][1]();
    });
    sets.forEach(([text, act], number) => {
      const button = cell("button", text);
      button.type = "button";
      button.setAttribute("aria-pressed", String(number === 0));
      button.addEventListener("click", () => {
        for (const other of bar.children) other.setAttribute("aria-pressed", String(other === button));
        choice.hidden = number !== sets.length - 1;
        act();
      });
      bar.append(button);
    });
    place.prepend(bar, choice);
  };
  /* Of many peers those nearest in the ranking. */
  const around = (rows, own) => {
    const most = 40;
    if (rows.length <= most) return rows;
    const place = rows.indexOf(own);
    const start = Math.max(0, Math.min(place - most / 2, rows.length - most));
    return rows.slice(start, start + most);
  };

  document.addEventListener("DOMContentLoaded", () => { themeButton(); tongues(); peers(); });
})();
