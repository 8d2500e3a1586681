/* The arithmetic of the engine for other weights: scores, ranks and classes. Pure functions that know no page.
   A number that is missing is NaN. Each function says which part of the engine it repeats. */
(function () {
  "use strict";

  const ROUNDING = 1e-12;
  const HAIR = 1e-9;

  const zeroed = (number) => (Number.isNaN(number) ? 0 : number);
  const isKnown = (number) => !Number.isNaN(number);

  /* ---- methods/means.py: scores and weights of the children that may count to the parent's score ---- */

  /* A mean lies between its parts; rounding may leave them by the last digit. */
  function between(value, scores, weights) {
    let lowest = Infinity;
    let highest = -Infinity;
    for (let child = 0; child < scores.length; child += 1) {
      if (weights[child] > 0) {
        lowest = Math.min(lowest, scores[child]);
        highest = Math.max(highest, scores[child]);
      }
    }
    return Math.min(Math.max(value, lowest), highest);
  }

  function sumOf(scores, weights, term) {
    let total = 0;
    for (let child = 0; child < scores.length; child += 1) {
      if (weights[child] > 0) total += term(scores[child], weights[child]);
    }
    return total;
  }

  const wholeOf = (scores, weights) => sumOf(scores, weights, (score, weight) => weight);

  function arithmetic(scores, weights) {
    const points = sumOf(scores, weights, (score, weight) => weight * score);
    return between(points / wholeOf(scores, weights), scores, weights);
  }

  function geometric(scores, weights) {
    const logs = sumOf(scores, weights, (score, weight) => weight * Math.log(score));
    return between(Math.exp(logs / wholeOf(scores, weights)), scores, weights);
  }

  function power(scores, weights, node) {
    let largest = 0;
    scores.forEach((score, child) => {
      if (weights[child] > 0) largest = Math.max(largest, score);
    });
    if (largest === 0) return between(0, scores, weights);
    /* Scores are taken as shares of the largest, so that no power of them overflows. */
    const powers = sumOf(scores, weights, (score, weight) => weight * (score / largest) ** node.parameter);
    return between(largest * (powers / wholeOf(scores, weights)) ** (1 / node.parameter), scores, weights);
  }

  const harmonic = (scores, weights) => power(scores, weights, { parameter: -1 });

  function minimum(scores, weights) {
    let lowest = Infinity;
    scores.forEach((score, child) => {
      if (weights[child] > 0) lowest = Math.min(lowest, score);
    });
    return lowest === Infinity ? NaN : lowest;
  }

  /* Half of the weight is not above it, half not below; between two children their midpoint. */
  function median(scores, weights) {
    const order = scores.map((_, child) => child).filter((child) => weights[child] > 0);
    order.sort((one, other) => scores[one] - scores[other]);
    let climbed = 0;
    const reached = order.map((child) => (climbed += weights[child]));
    const low = order[reached.findIndex((weight) => weight >= climbed / 2 - 1e-12 * climbed)];
    const high = order[reached.findIndex((weight) => weight > climbed / 2 + 1e-12 * climbed)];
    return (scores[low] + scores[high]) / 2;
  }

  const sum = (scores, weights) => sumOf(scores, weights, (score, weight) => weight * score);

  function product(scores, weights, node, bounds) {
    let left = 1;
    scores.forEach((score, child) => {
      if (weights[child] > 0) left *= score / bounds[1];
    });
    return bounds[1] * left;
  }

  function mazziottaPareto(scores, weights) {
    const whole = wholeOf(scores, weights);
    const mean = sum(scores, weights) / whole;
    const variance = sumOf(scores, weights, (score, weight) => weight * (score - mean) ** 2) / whole;
    return mean > 0 ? mean - variance / mean : NaN;
  }

  const MEANS = {
    arithmetic, geometric, harmonic, power, minimum, median, sum, product, mazziotta_pareto: mazziottaPareto,
  };
  const NEED_EVERY_CHILD = new Set(["sum", "product"]);

  /* ---- scoring/aggregate.py ---- */

  /* One node from its children: score, coverage, whether it applies, the sum of their weights (nominal: also of those
     that do not apply). Children have score, coverage, applicable, concerned, weight and nominal. */
  function combine(node, children, bounds) {
    const scores = [];
    const weights = [];
    const every = NEED_EVERY_CHILD.has(node.mean);
    const zero = node.rule === "zero";
    let whole = 0;
    let covered = 0;
    let nominal = 0;
    let expected = 0;
    let assessed = 0;
    let applicable = false;
    let concerned = false;
    let present = false;
    let complete = true;
    for (const child of children) {
      const weight = child.applicable ? child.weight : 0;
      const here = isKnown(child.score) && weight > 0;
      concerned = concerned || child.concerned;
      applicable = applicable || child.applicable;
      present = present || here;
      whole += weight;
      covered += weight * zeroed(child.coverage);
      nominal += child.nominal;
      if (weight > 0) {
        expected += 1;
        if (here && child.coverage > 0) assessed += 1;
      }
      if (node.rule === "refuse" && !here && weight !== 0) complete = false;
      if (every && child.nominal !== 0 && !(zero ? child.applicable : here)) complete = false;
      scores.push(zeroed(child.score));
      weights.push(here || zero ? weight : 0);
    }
    applicable = applicable && whole > 0;
    const coverage = applicable ? covered / whole : NaN;
    let ready = applicable && complete;
    if (!zero) {
      ready = ready && present && coverage >= node.floor - ROUNDING;
      ready = ready && (!node.imputes || coverage > 0);
      ready = ready && (!node.children_floor || assessed / expected >= node.children_floor - ROUNDING);
    }
    const score = ready ? MEANS[node.mean](scores, weights, node, bounds) : NaN;
    return { score, coverage, applicable, concerned, whole, nominal };
  }

  /* What a node weighs among its siblings. A choice names other weights (`weights`), or by what the sum of the
     children's weights is multiplied (`times`). */
  function weighed(node, state, choice) {
    const chosen = choice.weights[node.id];
    if (chosen === undefined && node.weight === "children") {
      const times = choice.times[node.id] === undefined ? 1 : choice.times[node.id];
      state.weight = state.whole * times;
      state.nominal *= times;
    } else {
      const weight = chosen === undefined ? node.weight : chosen;
      state.weight = state.concerned ? weight : 0;
      state.nominal = state.weight;
    }
    return state;
  }

  function stateOfLeaf(columns, authority) {
    const coverage = columns.coverage[authority];
    const nominal = columns.nominal[authority];
    return {
      score: columns.score[authority], coverage, applicable: isKnown(coverage), concerned: nominal > 0,
      whole: columns.whole[authority], nominal,
    };
  }

  /* Every node of one authority under a choice; `instead` holds states of leaves by position that replace the
     recorded ones. */
  function climb(data, section, authority, choice, instead) {
    const { nodes, columns, below } = section;
    const states = new Array(nodes.length);
    for (let position = nodes.length - 1; position >= 0; position -= 1) {
      const node = nodes[position];
      const given = instead && instead[position];
      const state = given ? { ...given }
        : columns[position] ? stateOfLeaf(columns[position], authority)
          : combine(node, below[position].map((child) => states[child]), data.range);
      states[position] = weighed(node, state, choice);
    }
    return states;
  }

  /* ---- scoring/territory.py: a territory as the weighted mean of its bodies ---- */

  function merged(data, authority, section, choice) {
    const bodies = data.sections[0];
    let points = 0;
    let whole = 0;
    let lacking = false;
    const failed = [];
    for (const [column, weight] of section.merge[authority]) {
      const states = climb(data, bodies, column, choice);
      if (states[0].applicable && weight > 0) {
        points += weight * zeroed(states[0].score);
        whole += weight;
        lacking = lacking || Number.isNaN(states[0].score);
      }
      if (weight > 0) failed.push(...failedGates(data, bodies, column, states));
    }
    return { score: lacking || whole === 0 ? NaN : points / whole, failed };
  }

  /* ---- scoring/gates.py ---- */

  /* The best classes that are left to an authority after the gates that it does not pass. A gate above the leaves is
     judged again, one at or below them keeps its verdict unless `passed` says that it changed. */
  function failedGates(data, section, authority, states, passed) {
    return section.gates.filter((gate, number) => {
      if (passed && passed[number] !== undefined) return !passed[number];
      if (gate.failed) return gate.failed.has(authority);
      const state = states[gate.node];
      const met = state.score >= gate.score - data.tolerance && state.coverage > 0;
      return state.applicable && !met;
    }).map((gate) => gate.cap);
  }

  /* ---- scoring/rank.py ---- */

  function rounded(score, decimals) {
    if (decimals === null || Number.isNaN(score)) return score;
    const factor = 10 ** decimals;
    return Math.floor(score * factor + 0.5 + HAIR) / factor;
  }

  /* How many of an ascending list are not above a bound. */
  function countUpTo(ascending, bound) {
    let low = 0;
    let high = ascending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ascending[middle] <= bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function membersOf(groups) {
    const members = new Map();
    groups.forEach((group, place) => {
      if (!members.has(group)) members.set(group, []);
      members.get(group).push(place);
    });
    return members;
  }

  function ascendingOf(scores, members) {
    return Float64Array.from(members.map((place) => scores[place]).filter(isKnown)).sort();
  }

  /* 1 + the number of peers above by more than the tolerance; NaN without a score or with too few peers. */
  function ranks(data, scores, groups) {
    const compared = scores.map((score) => rounded(score, data.on));
    const found = scores.map(() => NaN);
    membersOf(groups).forEach((members) => {
      const ascending = ascendingOf(compared, members);
      if (ascending.length < data.smallest) return;
      for (const place of members) {
        if (isKnown(compared[place])) {
          found[place] = 1 + ascending.length - countUpTo(ascending, compared[place] + data.tolerance);
        }
      }
    });
    return found;
  }

  /* Quantiles of type 7. */
  function quantile(ascending, share) {
    const at = share * (ascending.length - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, ascending.length - 1);
    return ascending[low] + (ascending[high] - ascending[low]) * (at - low);
  }

  /* Positions of classes, 0 for the best; -1 where there is none. `caps` are positions below which none may be. */
  function classes(data, scores, groups, caps) {
    const found = scores.map(() => -1);
    const rule = data.classes;
    if (!rule) return found;
    const compared = scores.map((score) => rounded(score, rule.on));
    membersOf(groups).forEach((members) => {
      let starts = rule.starts;
      if (!starts) {
        const ascending = ascendingOf(compared, members);
        if (ascending.length < data.smallest) return;
        starts = rule.names.slice(1).map((_, part) => quantile(ascending, (part + 1) / rule.names.length));
      }
      for (const place of members) {
        if (isKnown(compared[place])) {
          const reached = countUpTo(starts, compared[place] + data.tolerance) + (rule.starts ? 0 : 1);
          if (reached > 0) found[place] = Math.max(rule.names.length - reached, ...caps[place]);
        }
      }
    });
    return found;
  }

  /* ---- all of it ---- */

  /* Some authorities of a section under a choice: scores, ranks among them and classes, in their order. `changed`
     tells of one authority whose leaves are replaced: {authority, instead, passed}. */
  function recompute(data, section, authorities, choice, changed) {
    const scores = [];
    const caps = [];
    for (const authority of authorities) {
      const mine = changed && changed.authority === authority ? changed : {};
      let score;
      let failed;
      if (section.merge) {
        ({ score, failed } = merged(data, authority, section, choice));
      } else {
        const states = climb(data, section, authority, choice, mine.instead);
        score = states[0].score;
        failed = failedGates(data, section, authority, states, mine.passed);
      }
      scores.push(score);
      caps.push(failed);
    }
    const groups = authorities.map((authority) => section.group[authority]);
    return { scores, ranks: ranks(data, scores, groups), classes: classes(data, scores, groups, caps) };
  }

  /* What part every node has among its siblings, by id, where everything applies that concerns some of the authorities. */
  function shares(data, section, authorities, choice) {
    const complete = section.columns.map((columns) => {
      if (!columns) return undefined;
      const nominal = authorities.reduce((most, authority) => Math.max(most, columns.nominal[authority]), 0);
      const concerned = nominal > 0;
      return { score: NaN, coverage: 0, applicable: concerned, concerned, whole: nominal, nominal };
    });
    const states = climb(data, section, 0, choice, complete);
    const whole = {};
    section.nodes.forEach((node, position) => {
      whole[node.parent] = (whole[node.parent] || 0) + states[position].weight;
    });
    return Object.fromEntries(section.nodes.map((node, position) => (
      [node.id, states[position].weight / whole[node.parent]]
    )));
  }

  /* A leaf of the tree made again from its criteria, which are [row, score, coverage, ...] of `section.leaves`. */
  function fromCriteria(data, section, position, criteria) {
    const node = section.nodes[position];
    const children = criteria.map(([row, score, coverage]) => {
      const { weight } = section.leaves[row];
      const known = coverage !== null;
      return {
        score: score === null ? NaN : score, coverage: known ? coverage : NaN, applicable: known, concerned: true,
        weight, nominal: weight,
      };
    });
    return node.mean ? combine(node, children, data.range) : children[0];
  }

  /* ---- reading the data file ---- */

  const numbers = (column) => Float64Array.from(column, (value) => (value === null ? NaN : value));

  function unpacked(column) {
    if (Array.isArray(column)) return numbers(column);
    const values = numbers(column.values);
    return Float64Array.from(column.at, (place) => values[place]);
  }

  /* The data as these functions take them: columns as numbers, children by parent, gates as sets. */
  function opened(raw) {
    const sections = raw.sections.map((section) => {
      const below = section.nodes.map(() => []);
      section.nodes.forEach((node, position) => {
        if (node.parent >= 0) below[node.parent].push(position);
      });
      const columns = section.columns.map((one) => one && {
        score: unpacked(one.score), coverage: unpacked(one.coverage), whole: unpacked(one.whole),
        nominal: unpacked(one.nominal),
      });
      const gates = section.gates.map((gate) => ({ ...gate, failed: gate.failed && new Set(gate.failed) }));
      return { ...section, below, columns, gates };
    });
    const rule = raw.classes;
    const starts = rule && rule.starts && rule.starts.map((start) => (start === null ? -Infinity : start));
    return { ...raw, sections, classes: rule && { ...rule, starts } };
  }

  window.indexgovEngine = { opened, recompute, climb, fromCriteria, shares };
})();
