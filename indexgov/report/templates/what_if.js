/* The page of other weights: controls, tables and drawings. The arithmetic is in what-if-engine.js, what a reader chose
   in what-if-choice.js, the language of the page in what-if-text.js. */
(function () {
  "use strict";

  const engine = window.indexgovEngine;
  const data = window.indexgovChoice.data;
  const { chosen, blank, sliders, sliderOf, startOf, valueOf, choice, within, readAddress, writeAddress } =
    window.indexgovChoice;
  const { words, text, number, points, plain, signed, percent, make, draw, isKnown, DASH } = window.indexgovText;
  const names = new Map(words.names);
  const ROWS = 50;
  const MOVERS = 3;
  const FIRST = 12;
  let criteria = null;

  const byId = (id) => document.getElementById(id);

  /* ---- lists of authorities ---- */

  /* Who stands in a list, and all with whom they are ranked. */
  const lists = words.lists.map((_, list) => {
    const section = data.sections.findIndex((one) => one.list.includes(list));
    const own = data.sections[section];
    const everybody = own.territory.map((_code, authority) => authority);
    const shown = everybody.filter((authority) => own.list[authority] === list);
    const groups = new Set(shown.map((authority) => own.group[authority]));
    return { section, shown, members: everybody.filter((authority) => groups.has(own.group[authority])) };
  });

  function ties(ranks, groups) {
    const counts = new Map();
    ranks.forEach((rank, place) => {
      const key = `${groups[place]}/${rank}`;
      counts.set(key, (counts.get(key) || 0) + 1);
    });
    return (rank, group) => counts.get(`${group}/${rank}`) || 1;
  }

  function changedOf(list) {
    if (!chosen.who || chosen.who.section !== list.section || !criteria) return null;
    return { authority: chosen.who.authority, ...replaced(chosen.criteria) };
  }

  /* Every authority of the list with what was published and what the choice makes of it. */
  function rowsOf(list, changed) {
    const section = data.sections[list.section];
    const result = engine.recompute(data, section, list.members, choice(), changed);
    const groups = list.members.map((authority) => section.group[authority]);
    const newTies = ties(result.ranks, groups);
    const oldTies = ties(list.members.map((authority) => section.rank[authority]), groups);
    const place = new Map(list.members.map((authority, at) => [authority, at]));
    return list.shown.map((authority) => {
      const at = place.get(authority);
      const [rank, old] = [result.ranks[at], section.rank[authority]];
      return {
        authority, rank, old, low: section.low[authority], high: section.high[authority],
        score: result.scores[at], oldScore: section.score[authority],
        class: result.classes[at], oldClass: section.class[authority],
        last: rank + newTies(rank, section.group[authority]) - 1,
        oldLast: old === null ? null : old + oldTies(old, section.group[authority]) - 1,
        move: isKnown(rank) && old !== null ? old - rank : null,
      };
    });
  }

  /* ---- what stands in cells ---- */

  const rankText = (rank, last) => (!isKnown(rank) ? DASH : last > rank ? `${rank}–${last}` : `${rank}`);

  function intervalText(row) {
    if (row.low === null || row.old === null) return "";
    return row.high > row.low ? ` (${row.low}–${row.high})` : ` (${row.low})`;
  }

  function nameIn(list, authority) {
    return names.get(data.sections[list.section].territory[authority]);
  }

  function moveText(move) {
    if (move === null) return DASH;
    if (move === 0) return "=";
    return `${move > 0 ? "▲" : "▼"} ${Math.abs(move)}`;
  }

  function moveWords(move) {
    if (move === null) return words.text.gone;
    if (move === 0) return words.text.same;
    return text(move > 0 ? "up" : "down", { count: Math.abs(move) });
  }

  function spoken(shown, said) {
    return [make("span", { "aria-hidden": "true" }, shown), make("span", { class: "unseen" }, said)];
  }

  /* A score as it is printed, with the whole number for those who read the page by machine. */
  function scoreElement(value) {
    return isKnown(value) ? make("data", { value }, points(value)) : DASH;
  }

  function band(position) {
    if (position < 0) return DASH;
    const [id, shade] = words.classes[position];
    return make("b", { class: `class s${shade}` }, id);
  }

  function bands(row) {
    if (row.class === row.oldClass) return [band(row.class)];
    return [band(row.oldClass), " → ", band(row.class)];
  }

  /* Published place with its interval, an arrow to the new one. */
  function drawing(row, most) {
    const at = (rank) => `${(3 + (94 * (rank - 1)) / Math.max(1, most - 1)).toFixed(2)}%`;
    const svg = draw("svg", { class: "path", "aria-hidden": "true" });
    if (row.low !== null && row.old !== null) {
      svg.append(draw("line", { x1: at(row.low), x2: at(row.high), y1: 11, y2: 11, class: "interval" }));
    }
    const way = row.move > 0 ? "up" : row.move < 0 ? "down" : "";
    if (way) svg.append(draw("line", { x1: at(row.old), x2: at(row.rank), y1: 11, y2: 11, class: `move ${way}` }));
    if (row.old !== null) svg.append(draw("circle", { cx: at(row.old), cy: 11, r: 4.5, class: "old" }));
    if (isKnown(row.rank)) svg.append(draw("circle", { cx: at(row.rank), cy: 11, r: 4.5, class: `now ${way}` }));
    return svg;
  }

  function rowElement(list, row, most) {
    const section = data.sections[list.section];
    const mine = chosen.who && chosen.who.section === list.section && chosen.who.authority === row.authority;
    /* The names of columns stand in their cells where the screen is narrow. */
    const cell = (head, ...inside) => make("td", head ? { "data-head": words.text[head] } : {}, ...inside);
    const score = (value) => (isKnown(value) ? [scoreElement(value)] : spoken(DASH, words.text.no_score));
    const unranked = spoken(DASH, words.text.not_ranked);
    const cells = [
      cell("", ...(isKnown(row.rank) ? [rankText(row.rank, row.last)] : unranked)),
      make("th", { scope: "row" }, make("a", { href: section.page[row.authority] }, nameIn(list, row.authority))),
      cell("", ...score(row.score)),
      cell("", ...spoken(moveText(row.move), moveWords(row.move))),
      make("td", { class: "draw" }, drawing(row, most)),
      cell("rank_old", ...(row.old === null ? unranked
        : [rankText(row.old, row.oldLast), make("em", {}, intervalText(row))])),
      cell("score_old", ...score(row.oldScore)),
    ];
    if (words.classes.length) cells.push(cell("class", ...bands(row)));
    return make("tr", mine ? { class: "mine" } : {}, ...cells);
  }

  /* ---- the ranking ---- */

  const last = (rank) => (isKnown(rank) ? rank : Infinity);
  const ORDERS = {
    new: (one, other) => last(one.rank) - last(other.rank) || other.score - one.score,
    old: (one, other) => last(one.old) - last(other.old),
    move: (one, other) => Math.abs(other.move) - Math.abs(one.move),
  };

  /* Two places that nobody holds are equal, not "not a number". */
  const comparing = (order) => (one, other) => order(one, other) || 0;

  function mover(list, row) {
    const said = text("from_to", { from: rankText(row.old, row.oldLast), to: rankText(row.rank, row.last) });
    return make("li", {}, nameIn(list, row.authority), " ", make("b", {}, moveText(row.move)), ` ${said}`);
  }

  function showMovers(list, rows) {
    const moved = rows.filter((row) => row.move).sort(comparing(ORDERS.move));
    const lists_ = { rise: moved.filter((row) => row.move > 0), fall: moved.filter((row) => row.move < 0) };
    Object.entries(lists_).forEach(([id, found_]) => {
      const items = found_.slice(0, MOVERS).map((row) => mover(list, row));
      byId(id).replaceChildren(...(items.length ? items : [make("li", { class: "quiet" }, words.text.nobody_moves)]));
    });
    const ranked = rows.filter((row) => isKnown(row.rank));
    const outside = moved.filter((row) => row.low !== null && (row.rank < row.low || row.rank > row.high));
    const said = [text("moved", { count: moved.length, all: ranked.length })];
    if (rows.some((row) => row.low !== null)) said.push(text("beyond", { count: outside.length }));
    byId("summary").textContent = ranked.length ? said.join(" ") : words.text.nobody;
  }

  function showRows(list, rows) {
    const most = Math.max(1, ...rows.map((row) => Math.max(row.last || 1, row.oldLast || 1)));
    const ordered = rows.slice().sort(comparing(ORDERS[chosen.order]));
    chosen.start = Math.min(chosen.start, Math.max(0, ordered.length - 1));
    const part = ordered.slice(chosen.start, chosen.start + ROWS);
    byId("last").textContent = most;
    byId("rows").replaceChildren(...part.map((row) => rowElement(list, row, most)));
    byId("pager").hidden = ordered.length <= ROWS;
    byId("before").disabled = chosen.start === 0;
    byId("after").disabled = chosen.start + ROWS >= ordered.length;
    const shown = { from: number(chosen.start + 1, 0), to: number(chosen.start + part.length, 0) };
    byId("range").textContent = text("rows", { ...shown, all: number(ordered.length, 0) });
  }

  /* ---- sliders ---- */

  function showSliders() {
    const list = lists[chosen.list];
    const section = data.sections[list.section];
    const bodies = section.merge ? data.sections[0] : section;
    const among = section.merge ? bodies.territory.map((_, authority) => authority) : list.shown;
    const shares = engine.shares(data, bodies, among, choice());
    for (const slider of sliders) {
      const value = valueOf(slider);
      const times = slider.dataset.kind === "times" && !chosen.equal;
      const shown = times ? text("times", { times: plain(value) }) : plain(value);
      const share = shares[slider.dataset.node];
      const said = share === undefined || Number.isNaN(share) ? DASH : text("share", { share: percent(share) });
      slider.value = value;
      slider.setAttribute("aria-valuetext", `${shown}, ${said}`);
      slider.nextElementSibling.textContent = shown;
      slider.nextElementSibling.nextElementSibling.textContent = said;
      slider.parentElement.classList.toggle("moved", chosen.equal || value !== startOf(slider));
    }
  }

  function moved(event) {
    const slider = event.target;
    const step = Number(slider.dataset.step);
    const snapped = Number((Math.round(Number(slider.value) / step) * step).toPrecision(12));
    chosen.values.set(slider.dataset.node, Math.min(snapped, Number(slider.max)));
    show(true);
  }

  function preset(event) {
    const { preset: name, component } = event.currentTarget.dataset;
    chosen.values.clear();
    chosen.equal = name === "equal";
    if (name === "only") {
      const family = sliderOf.get(component).dataset.family;
      for (const slider of sliders) {
        if (slider.dataset.family === family && slider.dataset.node !== component) {
          chosen.values.set(slider.dataset.node, 0);
        }
      }
      if (valueOf(sliderOf.get(component)) === 0) chosen.values.set(component, Number(sliderOf.get(component).max));
    }
    show();
  }

  /* ---- one authority ---- */

  /* A criterion of the script that was loaded: [row, score, coverage, level]. */
  function goalsOf(leaf, score) {
    const levels = data.scales[leaf.scale];
    if (!levels) return [{ value: leaf.top, score: leaf.top }];
    return levels.map(([level, points_], place) => ({ value: level, score: points_, place }))
      .filter((one) => one.score > score).sort((one, other) => one.score - other.score);
  }

  function openCriteria(section, parts) {
    return parts.flatMap(([position, rows]) => rows.filter((one) => one.length > 3).map(([row, score, , level]) => {
      const leaf = section.leaves[row];
      return { position, row, score, level, leaf, goals: goalsOf(leaf, score) };
    })).filter((one) => one.goals.length);
  }

  function scoreOf(criterion, value) {
    const goal = criterion.goals.find((one) => String(one.value) === value);
    if (goal) return goal.score;
    const number_ = data.scales[criterion.leaf.scale] ? undefined : within(value, criterion.score, criterion.leaf.top);
    return number_ === undefined ? criterion.score : number_;
  }

  /* States of the parts whose criteria a reader changed, and the verdicts of gates on these. */
  function replaced(values) {
    const section = data.sections[chosen.who.section];
    const scores = new Map();
    for (const one of criteria.open) {
      if (values.has(one.leaf.id)) scores.set(one.row, scoreOf(one, values.get(one.leaf.id)));
    }
    const instead = {};
    for (const [position, rows] of criteria.parts) {
      if (rows.some(([row]) => scores.has(row))) {
        const now = rows.map(([row, score, coverage]) => [row, scores.has(row) ? scores.get(row) : score, coverage]);
        instead[position] = engine.fromCriteria(data, section, position, now);
      }
    }
    const passed = section.gates.map((gate) => (
      scores.has(gate.row) ? scores.get(gate.row) >= gate.score - data.tolerance : undefined
    ));
    return { instead, passed };
  }

  function loadCriteria() {
    const section = data.sections[chosen.who.section];
    const page = section.page[chosen.who.authority];
    if (criteria && criteria.page === page) return;
    criteria = null;
    byId("criteria").replaceChildren();
    if (section.merge) {
      byId("criteria-note").textContent = words.text.criteria_merged;
      return;
    }
    byId("criteria-note").textContent = words.text.criteria_loading;
    const script = make("script", { src: `../criteria/${page.replace(/\.html$/, ".js")}` });
    const wanted = () => chosen.who && data.sections[chosen.who.section].page[chosen.who.authority] === page;
    script.onload = () => {
      script.remove();
      if (!wanted() || window.indexgovCriteria.page !== page) return;
      const { parts } = window.indexgovCriteria;
      criteria = { page, parts, open: openCriteria(section, parts), all: false };
      listCriteria();
      show(true);
    };
    script.onerror = () => {
      script.remove();
      if (wanted()) byId("criteria-note").textContent = words.text.criteria_none;
    };
    document.head.append(script);
  }

  /* What each criterion would gain alone at its best, under the chosen weights. */
  function gains() {
    const section = data.sections[chosen.who.section];
    const weights = choice();
    const score = (values) => engine.climb(
      data, section, chosen.who.authority, weights, replaced(values).instead,
    )[0].score;
    const before = score(new Map());
    return criteria.open.map((one) => {
      const best = one.goals[one.goals.length - 1];
      return score(new Map([[one.leaf.id, String(best.value)]])) - before;
    });
  }

  /* The title of a criterion, with the body where those of several stand side by side. */
  function titleOf(leaf) {
    const [id, body] = leaf.id.split("@");
    return body ? `${words.criteria[id]} (${words.bodies[body]})` : words.criteria[id];
  }

  function levelTitle(leaf, place) {
    return place >= 0 && leaf.scale ? words.levels[leaf.scale][place] : "";
  }

  function radios(one, place) {
    const now = levelTitle(one.leaf, one.level) || text("points", { points: points(one.score) });
    const options = [["", text("now", { level: now })], ...one.goals.map((goal) => (
      [String(goal.value), levelTitle(one.leaf, goal.place)]
    ))];
    return options.map(([value, title]) => {
      const input = make("input", { type: "radio", name: `c${place}`, value });
      input.checked = (chosen.criteria.get(one.leaf.id) || "") === value;
      input.addEventListener("change", () => toggled(one, value, false));
      return make("label", {}, input, title);
    });
  }

  function range(one) {
    const value = scoreOf(one, chosen.criteria.get(one.leaf.id) || "");
    const input = make("input", { type: "range", min: one.score, max: one.leaf.top, step: "any" });
    const output = make("output", {}, text("points", { points: points(value) }));
    input.value = value;
    input.setAttribute("aria-label", titleOf(one.leaf));
    input.addEventListener("input", () => {
      const snapped = Math.min(one.leaf.top, Math.max(one.score, Number(Number(input.value).toPrecision(4))));
      output.textContent = text("points", { points: points(snapped) });
      toggled(one, snapped === one.score ? "" : String(snapped), true);
    });
    input.addEventListener("change", writeAddress);
    return [make("span", {}, text("now", { level: text("points", { points: points(one.score) }) })), input, output];
  }

  function toggled(one, value, dragged) {
    if (value === "") chosen.criteria.delete(one.leaf.id);
    else chosen.criteria.set(one.leaf.id, value);
    show(dragged);
  }

  /* The list of criteria, the largest gain first; made anew only for another authority. */
  function listCriteria() {
    const found_ = gains();
    const order = criteria.open.map((_, place) => place);
    const least = (gain) => (Number.isNaN(gain) ? -Infinity : gain);
    order.sort((one, other) => least(found_[other]) - least(found_[one]) || one - other);
    const section = data.sections[chosen.who.section];
    /* What was chosen is shown wherever it stands. */
    const isShown = (place, at) => criteria.all || at < FIRST || chosen.criteria.has(criteria.open[place].leaf.id);
    const shown = order.filter(isShown);
    byId("criteria").replaceChildren(...shown.map((place) => {
      const one = criteria.open[place];
      const node = section.nodes[one.position];
      const part = node.mean ? words.nodes[node.id] : "";
      const controls = data.scales[one.leaf.scale] ? radios(one, place) : range(one);
      const title = titleOf(one.leaf);
      return make("fieldset", {}, make("legend", {}, title, ...(part ? [make("small", {}, part)] : [])),
        make("p", { class: "levels" }, ...controls), make("p", { class: "gain", "data-place": place }));
    }));
    byId("more").hidden = shown.length === order.length;
    byId("criteria-note").textContent = criteria.open.length
      ? text("criteria_count", { count: number(criteria.open.length, 0) }) : words.text.criteria_none;
  }

  function showGains() {
    const found_ = gains();
    byId("criteria").querySelectorAll(".gain").forEach((one) => {
      one.textContent = text("gain", { gain: signed(found_[Number(one.dataset.place)]) });
    });
  }

  function showOne(list, rows) {
    byId("outcome").hidden = !chosen.who;
    byId("clear").hidden = chosen.criteria.size === 0;
    if (!chosen.who) {
      byId("criteria").replaceChildren();
      return;
    }
    const section = data.sections[chosen.who.section];
    const row = rows.find((one) => one.authority === chosen.who.authority);
    const pair = (before, now) => [make("span", {}, before), " → ", make("b", {}, now)];
    byId("own-page").href = section.page[chosen.who.authority];
    byId("own-score").replaceChildren(...pair(scoreElement(row.oldScore), scoreElement(row.score)));
    const before = rankText(row.old, row.oldLast) + intervalText(row);
    byId("own-rank").replaceChildren(...pair(before, rankText(row.rank, row.last)));
    if (byId("own-class")) byId("own-class").replaceChildren(band(row.oldClass), " → ", band(row.class));
    loadCriteria();
    if (criteria) showGains();
  }

  function showWho(list) {
    const select = byId("who");
    const section = data.sections[list.section];
    if (select.dataset.list !== String(chosen.list)) {
      select.dataset.list = chosen.list;
      const authority = new Map(list.shown.map((one) => [section.territory[one], one]));
      const options = words.names.filter(([code]) => authority.has(code))
        .map(([code, name]) => make("option", { value: authority.get(code) }, name));
      select.replaceChildren(select.options[0], ...options);
    }
    select.value = chosen.who ? chosen.who.authority : "";
  }

  /* ---- all of it ---- */

  /* `still` leaves the address: it may name a place on the page, and a slider that is dragged writes it when it is let
     go, because browsers refuse to have it written too often. */
  function show(still) {
    const list = lists[chosen.list];
    const rows = rowsOf(list, changedOf(list));
    byId("list").value = chosen.list;
    byId("order").value = chosen.order;
    showSliders();
    showMovers(list, rows);
    showRows(list, rows);
    showWho(list);
    showOne(list, rows);
    if (!still) writeAddress();
  }

  function choose(who) {
    chosen.who = who;
    chosen.criteria.clear();
    criteria = null;
    show();
  }

  /* The same territory in another list, if it is there. */
  function changeList() {
    const before = chosen.who && data.sections[chosen.who.section].territory[chosen.who.authority];
    chosen.list = Number(byId("list").value);
    chosen.start = 0;
    const { section, shown } = lists[chosen.list];
    const same = shown.find((authority) => data.sections[section].territory[authority] === before);
    choose(same === undefined ? null : { section, authority: same });
  }

  function turn(rows) {
    chosen.start = Math.max(0, chosen.start + rows);
    show();
    byId("rows").closest("table").scrollIntoView();
  }

  function restore() {
    readAddress();
    const who = chosen.who;
    if (criteria && who && data.sections[who.section].page[who.authority] === criteria.page) listCriteria();
    else criteria = null;
    show(true);
  }

  function listen() {
    sliders.forEach((slider) => slider.addEventListener("input", moved));
    sliders.forEach((slider) => slider.addEventListener("change", writeAddress));
    document.querySelectorAll("[data-preset]").forEach((one) => one.addEventListener("click", preset));
    byId("list").append(...words.lists.map((title, list) => make("option", { value: list }, title)));
    byId("list").addEventListener("change", changeList);
    byId("order").addEventListener("change", () => {
      chosen.order = byId("order").value;
      chosen.start = 0;
      show();
    });
    byId("before").addEventListener("click", () => turn(-ROWS));
    byId("after").addEventListener("click", () => turn(ROWS));
    byId("who").addEventListener("change", () => {
      const { value } = byId("who");
      choose(value === "" ? null : { section: lists[chosen.list].section, authority: Number(value) });
    });
    byId("more").addEventListener("click", () => {
      if (!criteria) return;
      criteria.all = true;
      listCriteria();
      showGains();
    });
    byId("clear").addEventListener("click", () => {
      chosen.criteria.clear();
      if (criteria) listCriteria();
      show();
    });
    byId("reset").addEventListener("click", () => {
      const { list, who } = chosen;
      Object.assign(chosen, blank(), { list, who });
      if (criteria) listCriteria();
      show();
    });
    byId("copy").addEventListener("click", () => {
      navigator.clipboard.writeText(window.location.href).then(() => {
        byId("copied").textContent = words.text.copied;
      }, () => {
        byId("copy").hidden = true;
      });
    });
    window.addEventListener("hashchange", restore);
  }

  ["controls", "result", "one"].forEach((id) => {
    byId(id).hidden = false;
  });
  byId("copy").hidden = !navigator.clipboard;
  byId("official").open = false;
  listen();
  restore();
})();
