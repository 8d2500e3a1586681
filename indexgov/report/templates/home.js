"use strict";
/* The home page: who is shown, the layers of the map, sorting, filtering, searching and paging. */
(() => {
  const page = 100;
  const all = (place, what) => [...place.querySelectorAll(what)];
  const made = (kind, text, name) => {
    const one = document.createElement(kind);
    if (text) one.textContent = text;
    if (name) one.className = name;
    return one;
  };
  const drawn = (kind, attributes) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", kind);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    return one;
  };
  const press = (buttons, chosen) => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one === chosen));
  };

  /* ---- the map: every layer stands in the table below it ---- */
  const mapLayers = () => {
    const table = document.getElementById("map-data");
    if (!table) return () => {};
    const heads = [...table.tHead.rows[0].cells];
    const tiles = all(document, ".tile");
    const buttons = all(document, ".map .switch button");
    let body = "1", part = "0";
    const show = () => {
      const column = heads.findIndex((one) => one.dataset.layer === `${body}-${part}`);
      if (column < 0) return;
      document.getElementById("map-title").textContent = heads[column].textContent;
      tiles.forEach((tile, number) => {
        const cell = table.tBodies[0].rows[number].cells[column];
        const link = cell.querySelector("a");
        const mark = cell.querySelector("b");
        if (link) tile.href = link.getAttribute("href"); else tile.removeAttribute("href");
        tile.className = `tile s${cell.dataset.shade}`;
        tile.querySelector("strong").textContent = (link || cell.firstChild).textContent;
        tile.querySelector("em").textContent = mark ? mark.textContent : "";
      });
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        part = button.dataset.part;
        press(buttons, button);
        show();
      });
    }
    return (number) => { body = number; show(); };
  };

  /* ---- the ranking tables ---- */
  const boards = document.querySelector(".boards");
  const words = boards.dataset;
  const controls = document.querySelector(".controls");
  const folds = JSON.parse(controls.dataset.folds);
  const fold = (text) => [...text.toLowerCase()].map((one) => folds[one] || one).join("").replace(/[^\p{L}\p{N}_]+/gu, " ").trim();
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, words.sign);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => grouped(values[name]));
  const moved = JSON.parse(words.moved);

  const ofRow = (row) => {
    const found = { row: () => row, ranked: !row.classList.contains("out"), keys: {}, kind: row.dataset.k, band: row.dataset.b || "", text: row.dataset.q };
    for (const key of ["n", "s", "w", "c", "d"]) if (key in row.dataset) found.keys[key] = Number(row.dataset[key]);
    return found;
  };
  const absent = (text) => made("i", text, "no");
  const fillers = {
    rank: (cell, one) => { cell.append(one[2] || absent(words.unranked)); },
    name: (cell, one) => {
      const link = made("a", one[0]);
      link.href = one[1];
      cell.append(link, ...one[14].map((text) => made("small", text)));
    },
    score: (cell, one) => { cell.append(one[7] || absent(words.absent)); },
    draw: (cell, one) => {
      if (!one[8].length) return;
      const bar = drawn("svg", { class: "bar", "aria-hidden": "true" });
      for (const [x, width, number] of one[8]) bar.append(drawn("rect", { class: `k${number}`, x, width }));
      cell.append(bar);
    },
    range: (cell, one) => {
      if (!one[4]) return;
      const line = drawn("svg", { "aria-hidden": "true" });
      if (one[5]) line.append(drawn("line", { x1: one[5], x2: one[6], y1: "50%", y2: "50%" }));
      line.append(drawn("circle", { cx: one[4], cy: "50%", r: "4.5" }));
      cell.append(made("span", one[3]), line);
    },
    letter: (cell, one) => { if (one[9]) cell.append(made("b", one[9], `class s${one[10]}`)); },
    cover: (cell, one) => { cell.append(one[11] || absent(words.absent)); },
    moved: (cell, one) => {
      if (!one[12]) { cell.append(absent(words.absent)); return; }
      const mark = made("span", "", `shift ${one[12]}`);
      if (moved[one[12]]) mark.append(made("i"), made("span", `${moved[one[12]]} `, "unseen"));
      mark.append(one[13]);
      cell.append(mark);
    },
  };
  const ofData = (one, pattern) => {
    let row = null;
    const build = () => {
      row = made("tr", "", one[2] ? "" : "out");
      for (const model of pattern.cells) {
        const cell = model.cloneNode(false);
        const fill = fillers[model.tagName === "TH" ? "name" : model.className];
        if (fill) fill(cell, one);
        row.append(cell);
      }
      return row;
    };
    return { row: () => row || build(), ranked: Boolean(one[2]), keys: one[15], kind: String(one[16]), band: one[9], text: one[17] };
  };

  class PeerGroup {
    constructor(place) {
      this.place = place;
      this.table = place.querySelector("table");
      this.body = this.table.tBodies[0];
      this.pattern = this.body.rows[0].cloneNode(true);
      this.lines = [...this.body.rows].map(ofRow);
      this.long = Number(place.dataset.all) > this.lines.length;
      this.key = "rank";
      this.down = false;
      this.start = 0;
      this.heads();
      this.pager();
    }
    heads() {
      this.sorts = all(this.table, "th[data-sort]");
      for (const head of this.sorts) {
        const button = made("button");
        button.type = "button";
        const label = [...head.childNodes].find((one) => one.nodeType === Node.TEXT_NODE && one.textContent.trim());
        button.textContent = label.textContent.trim();
        label.replaceWith(button);
        button.addEventListener("click", () => this.sortBy(head.dataset.sort));
      }
      this.tellSort();
    }
    tellSort() {
      for (const head of this.sorts) {
        if (head.dataset.sort === this.key) head.setAttribute("aria-sort", this.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      }
    }
    sortBy(key) {
      /* What is best, widest or most stands first; names and ranks begin at their beginning. */
      this.down = this.key === key ? !this.down : !["rank", "n"].includes(key);
      this.key = key;
      this.start = 0;
      this.tellSort();
      this.fill();
    }
    load(rows) {
      this.lines = rows.map((one) => ofData(one, this.pattern));
      this.place.querySelectorAll(".left-out").forEach((one) => one.remove());
    }
    pager() {
      this.pages = made("nav", "", "pager");
      this.range = made("span");
      this.steps = [[words.previous, -page], [words.next, page]].map(([text, step]) => {
        const button = made("button", text);
        button.type = "button";
        button.addEventListener("click", () => { this.start += step; this.fill(); this.table.scrollIntoView({ block: "start" }); });
        return button;
      });
      this.pages.setAttribute("aria-label", this.table.caption.textContent);
      this.pages.append(this.steps[0], this.range, this.steps[1]);
      this.pages.hidden = true;
      this.place.append(this.pages);
    }
    choose(fits) {
      this.hits = this.lines.filter(fits);
      this.start = 0;
    }
    get sorted() {
      const sign = this.down ? -1 : 1;
      if (this.key === "rank") {
        const ranked = this.hits.filter((one) => one.ranked);
        return [...(this.down ? ranked.reverse() : ranked), ...this.hits.filter((one) => !one.ranked)];
      }
      const known = this.hits.filter((one) => this.key in one.keys);
      known.sort((one, other) => sign * (one.keys[this.key] - other.keys[this.key]));
      return [...known, ...this.hits.filter((one) => !(this.key in one.keys))];
    }
    fill(most = page) {
      const rows = this.sorted;
      const shown = this.long ? rows.slice(this.start, this.start + most) : rows;
      this.body.replaceChildren(...shown.map((one) => one.row()));
      this.table.classList.toggle("loose", this.key !== "rank" || this.down || rows.length < this.lines.length);
      this.place.hidden = !rows.length;
      this.pages.hidden = shown.length === rows.length;
      this.range.textContent = filled(words.range, { start: this.start + 1, end: this.start + shown.length, all: rows.length });
      this.steps[0].disabled = this.start === 0;
      this.steps[1].disabled = this.start + shown.length >= rows.length;
    }
  }

  class Board {
    constructor(place) {
      this.place = place;
      this.number = place.dataset.body;
      this.groups = all(place, ".peer-group").map((one) => new PeerGroup(one));
      this.kinds = controls.querySelector(`.kinds[data-of="${this.number}"]`);
      this.waits = Boolean(place.dataset.rows);
    }
    /* Of long rankings the rows come with a file of their own; where it is not there, the first rows stay. */
    load(then) {
      if (!this.waits) { then(); return; }
      const done = () => {
        const rows = (window.indexgovRanking || {})[this.number];
        if (rows) this.groups.forEach((one, number) => one.load(rows[number]));
        this.waits = false;
        then();
      };
      if ((window.indexgovRanking || {})[this.number]) { done(); return; }
      const file = made("script");
      file.src = this.place.dataset.rows;
      file.addEventListener("load", done);
      file.addEventListener("error", then);
      document.head.append(file);
    }
    show() {
      const query = fold(controls.querySelector("[type=search]").value).split(" ").filter(Boolean);
      const classes = controls.querySelector("[name=class]");
      const band = classes ? classes.value : "";
      const choice = this.kinds && this.kinds.querySelector("select");
      /* Where one group must be chosen because all are too many, somebody who is sought is found in every group. */
      const must = choice && choice.options[0].value !== "";
      const kind = choice && !(must && query.length) ? choice.value : "";
      const fits = (one) => (!kind || one.kind === kind) && (!band || one.band === band) && query.every((word) => one.text.includes(word));
      let found = 0, count = 0;
      for (const one of this.groups) {
        one.choose(fits);
        one.fill();
        found += one.hits.length;
        count += one.lines.length;
      }
      const asked = Boolean(query.length || band || (kind && !must));
      document.querySelector(".hits").textContent = !asked ? "" : found ? filled(words.found, { found, all: count }) : words.none;
    }
  }

  /* ---- the coloured table: its columns sort it ---- */
  /* On a narrow screen each part becomes a strip of cells, made when it is first needed. */
  const strips = (table, rows, heads) => {
    const narrow = matchMedia("(max-width:46rem)");
    const names = heads.map((one) => one.textContent.trim());
    const make = () => {
      if (!narrow.matches) return;
      narrow.removeEventListener("change", make);
      const list = made("ul", "", "strips");
      heads.forEach((head, place) => {
        const line = made("li");
        const cells = made("span", "", "strip-cells");
        cells.setAttribute("aria-hidden", "true");
        cells.append(...rows.map((row) => {
          const cell = made("i", "", row.cells[place + 2].className);
          cell.title = `${row.cells[1].textContent}: ${row.cells[place + 2].textContent || words.absent}`;
          return cell;
        }));
        line.append(made("span", names[place]), " ", made("small", head.dataset.told), cells);
        list.append(line);
      });
      table.parentNode.classList.add("has-strips");
      table.parentNode.after(made("p", words.order, "quiet strips"), list);
    };
    narrow.addEventListener("change", make);
    make();
  };
  const heatMaps = () => {
    for (const table of all(document, ".heat")) {
      const body = table.tBodies[0];
      const rows = [...body.rows];
      const sorted = rows.filter((one) => !one.classList.contains("gap"));
      const heads = all(table, "th[data-by]");
      const value = (row, place) => (row.cells[place].textContent ? Number(row.cells[place].dataset.s || row.cells[place].textContent) : NaN);
      const sort = (head) => {
        const by = Number(head.dataset.by);
        const again = head.getAttribute("aria-sort") === "descending";
        for (const one of heads) one.removeAttribute("aria-sort");
        if (!by || again) {
          body.replaceChildren(...rows);
          heads[0].setAttribute("aria-sort", "ascending");
          return;
        }
        head.setAttribute("aria-sort", "descending");
        const known = sorted.filter((one) => !Number.isNaN(value(one, by + 1)));
        known.sort((one, other) => value(other, by + 1) - value(one, by + 1));
        body.replaceChildren(...known, ...sorted.filter((one) => Number.isNaN(value(one, by + 1))));
      };
      for (const head of heads) {
        const button = made("button", head.textContent.trim());
        button.type = "button";
        (head.querySelector("span") || head).replaceChildren(button);
        button.addEventListener("click", () => sort(head));
      }
      heads[0].setAttribute("aria-sort", "ascending");
      strips(table, sorted, heads.filter((one) => one.dataset.told));
      body.addEventListener("mouseover", (event) => {
        const cell = event.target.closest("td");
        const head = cell && table.tHead.rows[table.tHead.rows.length - 1].cells[cell.cellIndex];
        if (!head || cell.title || !head.classList.contains("upright")) return;
        cell.title = `${cell.parentNode.cells[1].textContent}. ${head.textContent.trim()}: ${cell.textContent || words.absent}`;
      });
    }
  };

  /* ---- who is shown: the same in every section ---- */
  const start = () => {
    const map = mapLayers();
    const found = all(document, ".boards > .body").map((one) => new Board(one));
    const buttons = all(document, ".bodies button");
    let now = found[0];
    const choose = (number) => {
      now = found.find((one) => one.number === number) || found[0];
      for (const one of all(document, ".body")) one.classList.toggle("chosen", one.dataset.body === now.number);
      for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.choose === now.number));
      for (const one of all(controls, ".kinds")) one.hidden = one.dataset.of !== now.number;
      map(now.number);
      now.load(() => now.show());
    };
    const asked = () => {
      const number = /^#r(\d+)$/.exec(location.hash);
      if (number) choose(number[1]);
    };
    for (const one of buttons) one.addEventListener("click", () => choose(one.dataset.choose));
    controls.hidden = false;
    controls.addEventListener("input", () => now.show());
    controls.querySelector("button").addEventListener("click", () => {
      controls.querySelector("[type=search]").value = "";
      for (const one of all(controls, "select")) one.selectedIndex = 0;
      now.show();
    });
    addEventListener("hashchange", asked);
    heatMaps();
    choose("1");
    asked();
  };
  start();
})();
