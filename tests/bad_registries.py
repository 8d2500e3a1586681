"""Faults of registries: scales, treatments, means, weights, restating, missing values, classes, groups, uncertainty."""

from __future__ import annotations

from tests.bad_inputs import REGISTRY, Case

CASES = (
    Case(
        "misspelt key of minmax",
        ((REGISTRY, "points: identity", "points: {minmax: {ovr: period}}"),),
        """
p/indicators.yaml:27:21: error: 'ovr' is not a key here [unknown-key]
  27 |   points: {minmax: {ovr: period}}
     |                     ^
  = did you mean 'over'? allowed: 'over', 'within', 'constant', 'treat'
1 error, nothing was written
""",
    ),
    Case(
        "minmax without a mapping",
        ((REGISTRY, "points: identity", "points: {minmax: period}"),),
        """
p/indicators.yaml:27:20: error: 'minmax' must be a mapping of keys to values, found 'period' [type]
  27 |   points: {minmax: period}
     |                    ^
  = write it like this: {within: [tier]}
1 error, nothing was written
""",
    ),
    Case(
        "minmax with nothing under it",
        ((REGISTRY, "points: identity", "points: {minmax: }"),),
        """
p/indicators.yaml:27:12: error: the scale 'points' says nothing under 'minmax' [scale-kind]
  27 |   points: {minmax: }
     |            ^
  = write its settings, or 'minmax: {}' where it needs none
1 error, nothing was written
""",
    ),
    Case(
        "kind as a word",
        ((REGISTRY, "points: identity", "points: minmax"),),
        """
p/indicators.yaml:27:11: error: 'points' must be a mapping of keys to values, found 'minmax' [type]
  27 |   points: minmax
     |           ^
  = write it like this: {minmax: {within: [tier]}}
1 error, nothing was written
""",
    ),
    Case(
        "unknown kind as a word",
        ((REGISTRY, "points: identity", "points: idenity"),),
        """
p/indicators.yaml:27:11: error: 'points' must be a mapping of keys to values, found 'idenity' [type]
  27 |   points: idenity
     |           ^
  = write it like this: {goalposts: {min: 0, max: 100}}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt kind",
        ((REGISTRY, "points: identity", "points: {zcore: {}}"),),
        """
p/indicators.yaml:27:12: error: 'zcore' is not a key here [unknown-key]
  27 |   points: {zcore: {}}
     |            ^
  = did you mean 'zscore'? allowed: 'titles', 'levels', 'goalposts', 'piecewise', 'bands', 'ratio', 'identity', 'minmax', 'zscore', 'rank', 'percentile', 'borda', 'distance_to_max', 'distance_to_target', 'distance_to_reference', 'fraction'
1 error, nothing was written
""",
    ),
    Case(
        "identity that is false",
        ((REGISTRY, "points: identity", "points: {identity: false}"),),
        """
p/indicators.yaml:27:22: error: 'false' is not a value of 'identity' [value]
  27 |   points: {identity: false}
     |                      ^
  = allowed: 'true'
1 error, nothing was written
""",
    ),
    Case(
        "scale that says nothing",
        ((REGISTRY, "points: identity", "points: {}"),),
        """
p/indicators.yaml:27:11: error: the scale 'points' says nothing [scale-kind]
  27 |   points: {}
     |           ^
  = write one of 'levels', 'goalposts', 'piecewise', 'bands', 'ratio', 'identity', 'minmax', 'zscore', 'rank', 'percentile', 'borda', 'distance_to_max', 'distance_to_target', 'distance_to_reference', 'fraction'
1 error, nothing was written
""",
    ),
    Case(
        "scale of nothing",
        ((REGISTRY, "points: identity", "points: null"),),
        """
p/indicators.yaml:27:11: error: 'points' must be a mapping of keys to values, found 'null' [type]
  27 |   points: null
     |           ^
  = write it like this: {goalposts: {min: 0, max: 100}}
1 error, nothing was written
""",
    ),
    Case(
        "two relative kinds",
        ((REGISTRY, "points: identity", "points: {minmax: {}, rank: {}}"),),
        """
p/indicators.yaml:27:11: error: the scale 'points' is of 2 kinds: 'minmax', 'rank' [scale-kind]
  27 |   points: {minmax: {}, rank: {}}
     |           ^
  = keep one
1 error, nothing was written
""",
    ),
    Case(
        "titles of a relative scale",
        ((REGISTRY, "points: identity", "points: {minmax: {}, titles: {full: {kk: a, ru: a, en: a}}}"),),
        """
p/indicators.yaml:27:32: error: only levels and parts have titles [level-titles]
  27 |   points: {minmax: {}, titles: {full: {kk: a, ru: a, en: a}}}
     |                                ^
  = remove 'titles'
1 error, nothing was written
""",
    ),
    Case(
        "over a quarter that does not exist",
        ((REGISTRY, "points: identity", "points: {minmax: {over: 2025-Q5}}"),),
        """
p/indicators.yaml:27:27: error: '2025-Q5' is neither 'period' nor a period such as 2025-Q4 [value]
  27 |   points: {minmax: {over: 2025-Q5}}
     |                           ^
1 error, nothing was written
""",
    ),
    Case(
        "over a list",
        ((REGISTRY, "points: identity", "points: {minmax: {over: [2025-Q4]}}"),),
        """
p/indicators.yaml:27:27: error: a list is neither 'period' nor a period such as 2025-Q4 [value]
  27 |   points: {minmax: {over: [2025-Q4]}}
     |                           ^
1 error, nothing was written
""",
    ),
    Case(
        "scale within an unknown group",
        ((REGISTRY, "points: identity", "points: {minmax: {within: [tiers]}}"),),
        """
p/indicators.yaml:27:30: error: there is no group 'tiers' [unknown-group]
  27 |   points: {minmax: {within: [tiers]}}
     |                              ^
  = did you mean 'tier'? allowed: 'body', 'tier', 'peer_group'
1 error, nothing was written
""",
    ),
    Case(
        "within one word",
        ((REGISTRY, "points: identity", "points: {minmax: {within: tier}}"),),
        """
p/indicators.yaml:27:29: error: 'within' must be a list, found 'tier' [type]
  27 |   points: {minmax: {within: tier}}
     |                             ^
  = write it like this: [body, tier]
1 error, nothing was written
""",
    ),
    Case(
        "within a number",
        ((REGISTRY, "points: identity", "points: {minmax: {within: [5]}}"),),
        """
p/indicators.yaml:27:30: error: 'within' must be text, found '5' [text]
  27 |   points: {minmax: {within: [5]}}
     |                              ^
  = write "5" in quotes
1 error, nothing was written
""",
    ),
    Case(
        "constant that is no score",
        ((REGISTRY, "points: identity", "points: {minmax: {constant: eror}}"),),
        """
p/indicators.yaml:27:31: error: 'eror' is neither 'error' nor the score of a column without variation [value]
  27 |   points: {minmax: {constant: eror}}
     |                               ^
1 error, nothing was written
""",
    ),
    Case(
        "constant outside the range",
        ((REGISTRY, "points: identity", "points: {minmax: {constant: 150}}"),),
        """
p/indicators.yaml:27:31: error: 'constant' of the scale 'points' is 150, outside the range 0 to 100 [constant]
  27 |   points: {minmax: {constant: 150}}
     |                               ^
  = write a score inside the range
1 error, nothing was written
""",
    ),
    Case(
        "z-scores in a range",
        ((REGISTRY, "points: identity", "points: {zscore: {}}"),),
        """
p/indicators.yaml:27:20: error: the scale 'points' puts the mean at 0, not inside the range 0 to 100 [zscore-range]
  27 |   points: {zscore: {}}
     |                    ^
  = write 'centre' and 'spread', such as {centre: 50, spread: 10}, or 'range: null'
1 error, nothing was written
""",
    ),
    Case(
        "z-scores with centre at the edge",
        ((REGISTRY, "points: identity", "points: {zscore: {centre: 0, spread: 10}}"),),
        """
p/indicators.yaml:27:20: error: the scale 'points' puts the mean at 0, not inside the range 0 to 100 [zscore-range]
  27 |   points: {zscore: {centre: 0, spread: 10}}
     |                    ^
  = write 'centre' and 'spread', such as {centre: 50, spread: 10}, or 'range: null'
1 error, nothing was written
""",
    ),
    Case(
        "spread of nothing",
        ((REGISTRY, "points: identity", "points: {zscore: {centre: 50, spread: 0}}"),),
        """
p/indicators.yaml:27:41: error: 'spread' must be above 0, found '0' [bounds]
  27 |   points: {zscore: {centre: 50, spread: 0}}
     |                                         ^
1 error, nothing was written
""",
    ),
    Case(
        "misspelt centre",
        ((REGISTRY, "points: identity", "points: {zscore: {center: 50}}"),),
        """
p/indicators.yaml:27:21: error: 'center' is not a key here [unknown-key]
  27 |   points: {zscore: {center: 50}}
     |                     ^
  = did you mean 'centre'? allowed: 'over', 'within', 'constant', 'treat', 'sd', 'centre', 'spread'
1 error, nothing was written
""",
    ),
    Case(
        "unknown divisor",
        ((REGISTRY, "points: identity", "points: {zscore: {centre: 50, spread: 10, sd: samples}}"),),
        """
p/indicators.yaml:27:49: error: 'samples' is not a value of 'sd' [value]
  27 |   points: {zscore: {centre: 50, spread: 10, sd: samples}}
     |                                                 ^
  = did you mean 'sample'? allowed: 'sample', 'population'
1 error, nothing was written
""",
    ),
    Case(
        "ties of a z-score",
        ((REGISTRY, "points: identity", "points: {zscore: {centre: 50, spread: 10, ties: min}}"),),
        """
p/indicators.yaml:27:45: error: 'ties' is not a key here [unknown-key]
  27 |   points: {zscore: {centre: 50, spread: 10, ties: min}}
     |                                             ^
  = allowed: 'over', 'within', 'constant', 'treat', 'sd', 'centre', 'spread'
1 error, nothing was written
""",
    ),
    Case(
        "unknown ties",
        ((REGISTRY, "points: identity", "points: {rank: {ties: average}}"),),
        """
p/indicators.yaml:27:25: error: 'average' is not a value of 'ties' [value]
  27 |   points: {rank: {ties: average}}
     |                         ^
  = allowed: 'min', 'mean', 'max'
1 error, nothing was written
""",
    ),
    Case(
        "ties as a list",
        ((REGISTRY, "points: identity", "points: {percentile: {ties: [min]}}"),),
        """
p/indicators.yaml:27:31: error: a list is not a value of 'ties' [value]
  27 |   points: {percentile: {ties: [min]}}
     |                               ^
  = allowed: 'min', 'mean', 'max'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt ties",
        ((REGISTRY, "points: identity", "points: {borda: {tie: min}}"),),
        """
p/indicators.yaml:27:20: error: 'tie' is not a key here [unknown-key]
  27 |   points: {borda: {tie: min}}
     |                    ^
  = did you mean 'ties'? allowed: 'over', 'within', 'constant', 'treat', 'ties'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key of distance_to_max",
        ((REGISTRY, "points: identity", "points: {distance_to_max: {wihtin: [tier]}}"),),
        """
p/indicators.yaml:27:30: error: 'wihtin' is not a key here [unknown-key]
  27 |   points: {distance_to_max: {wihtin: [tier]}}
     |                              ^
  = did you mean 'within'? allowed: 'over', 'within', 'constant', 'treat'
1 error, nothing was written
""",
    ),
    Case(
        "target missing",
        ((REGISTRY, "points: identity", "points: {distance_to_target: {}}"),),
        """
p/indicators.yaml:27:32: error: the key 'target' is missing [missing-key]
  27 |   points: {distance_to_target: {}}
     |                                ^
  = add 'target:' here
1 error, nothing was written
""",
    ),
    Case(
        "target misspelt",
        ((REGISTRY, "points: identity", "points: {distance_to_target: {taget: 50}}"),),
        """
p/indicators.yaml:27:33: error: 'taget' is not a key here [unknown-key]
  27 |   points: {distance_to_target: {taget: 50}}
     |                                 ^
  = did you mean 'target'? allowed: 'over', 'within', 'constant', 'treat', 'target'
1 error, nothing was written
""",
    ),
    Case(
        "target that is no number",
        ((REGISTRY, "points: identity", "points: {distance_to_target: {target: fifty}}"),),
        """
p/indicators.yaml:27:41: error: 'target' must be a number, found 'fifty' [type]
  27 |   points: {distance_to_target: {target: fifty}}
     |                                         ^
1 error, nothing was written
""",
    ),
    Case(
        "target without its key",
        ((REGISTRY, "points: identity", "points: {distance_to_target: 50}"),),
        """
p/indicators.yaml:27:32: error: 'distance_to_target' must be a mapping of keys to values, found '50' [type]
  27 |   points: {distance_to_target: 50}
     |                                ^
  = write it like this: {target: 90}
1 error, nothing was written
""",
    ),
    Case(
        "reference missing",
        ((REGISTRY, "points: identity", "points: {distance_to_reference: {}}"),),
        """
p/indicators.yaml:27:35: error: the key 'reference' is missing [missing-key]
  27 |   points: {distance_to_reference: {}}
     |                                   ^
  = add 'reference:' here
1 error, nothing was written
""",
    ),
    Case(
        "reference as a number",
        ((REGISTRY, "points: identity", "points: {distance_to_reference: {reference: 750000000}}"),),
        """
p/indicators.yaml:27:47: error: 'reference' must be text, found '750000000' [text]
  27 |   points: {distance_to_reference: {reference: 750000000}}
     |                                               ^
  = write "750000000" in quotes
1 error, nothing was written
""",
    ),
    Case(
        "fraction with a target",
        ((REGISTRY, "points: identity", "points: {fraction: {target: 5}}"),),
        """
p/indicators.yaml:27:23: error: 'target' is not a key here [unknown-key]
  27 |   points: {fraction: {target: 5}}
     |                       ^
  = did you mean 'treat'? allowed: 'over', 'within', 'constant', 'treat'
1 error, nothing was written
""",
    ),
    Case(
        "one step",
        ((REGISTRY, "points: identity", "points: {bands: [[0, 100]]}"),),
        """
p/indicators.yaml:27:19: error: the scale 'points' has 1 step [bands]
  27 |   points: {bands: [[0, 100]]}
     |                   ^
  = write at least two steps
1 error, nothing was written
""",
    ),
    Case(
        "step with three numbers",
        ((REGISTRY, "points: identity", "points: {bands: [[0, 0], [1, 2, 3]]}"),),
        """
p/indicators.yaml:27:28: error: item 2 of 'bands' has 3 values, expected 2 [value]
  27 |   points: {bands: [[0, 0], [1, 2, 3]]}
     |                            ^
  = write it like this: [[0, 0], [10, 50], [20, 100]]
1 error, nothing was written
""",
    ),
    Case(
        "steps out of order",
        ((REGISTRY, "points: identity", "points: {bands: [[0, 0], [5, 50], [5, 100]]}"),),
        """
p/indicators.yaml:27:37: error: the value 5 does not come after 5 [bands]
  27 |   points: {bands: [[0, 0], [5, 50], [5, 100]]}
     |                                     ^
  = sort the steps by value
1 error, nothing was written
""",
    ),
    Case(
        "step outside the range",
        ((REGISTRY, "points: identity", "points: {bands: [[0, 0], [5, 150]]}"),),
        """
p/indicators.yaml:27:32: error: the step scores 150, outside the range 0 to 100 [bands]
  27 |   points: {bands: [[0, 0], [5, 150]]}
     |                                ^
  = bring it into the range
1 error, nothing was written
""",
    ),
    Case(
        "steps as mappings",
        ((REGISTRY, "points: identity", "points: {bands: [{from: 0, score: 5}]}"),),
        """
p/indicators.yaml:27:20: error: 'bands' must be a list, found a mapping [type]
  27 |   points: {bands: [{from: 0, score: 5}]}
     |                    ^
  = write it like this: [[0, 0], [10, 50], [20, 100]]
1 error, nothing was written
""",
    ),
    Case(
        "treat as a number",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: 5}}"),),
        """
p/indicators.yaml:27:28: error: 'treat' must be a mapping of keys to values, found '5' [type]
  27 |   points: {minmax: {treat: 5}}
     |                            ^
  = write it like this: {winsorise: 5, transform: shifted_log}
1 error, nothing was written
""",
    ),
    Case(
        "treat as a list",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: [winsorise]}}"),),
        """
p/indicators.yaml:27:28: error: 'treat' must be a mapping of keys to values, found a list [type]
  27 |   points: {minmax: {treat: [winsorise]}}
     |                            ^
  = write it like this: {winsorise: 5, transform: shifted_log}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt winsorise",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {winsorize: 5}}}"),),
        """
p/indicators.yaml:27:29: error: 'winsorize' is not a key here [unknown-key]
  27 |   points: {minmax: {treat: {winsorize: 5}}}
     |                             ^
  = did you mean 'winsorise'? allowed: 'when', 'skewness', 'kurtosis', 'winsorise', 'transform'
1 error, nothing was written
""",
    ),
    Case(
        "unknown transform",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: logg}}}"),),
        """
p/indicators.yaml:27:40: error: 'logg' is not a transform [value]
  27 |   points: {minmax: {treat: {transform: logg}}}
     |                                        ^
  = did you mean 'log'? allowed: 'log', 'shifted_log', 'gii_log', {boxcox: power}
1 error, nothing was written
""",
    ),
    Case(
        "transform as a number",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: 5}}}"),),
        """
p/indicators.yaml:27:40: error: '5' is not a transform [value]
  27 |   points: {minmax: {treat: {transform: 5}}}
     |                                        ^
  = allowed: 'log', 'shifted_log', 'gii_log', {boxcox: power}
1 error, nothing was written
""",
    ),
    Case(
        "boxcox without a power",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: boxcox}}}"),),
        """
p/indicators.yaml:27:40: error: 'boxcox' is not a transform [value]
  27 |   points: {minmax: {treat: {transform: boxcox}}}
     |                                        ^
  = allowed: 'log', 'shifted_log', 'gii_log', {boxcox: power}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt boxcox",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: {box_cox: 1}}}}"),),
        """
p/indicators.yaml:27:41: error: 'box_cox' is not a key here [unknown-key]
  27 |   points: {minmax: {treat: {transform: {box_cox: 1}}}}
     |                                         ^
  = did you mean 'boxcox'? allowed: 'boxcox'
1 error, nothing was written
""",
    ),
    Case(
        "boxcox with a word",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: {boxcox: half}}}}"),),
        """
p/indicators.yaml:27:49: error: 'boxcox' must be a number, found 'half' [type]
  27 |   points: {minmax: {treat: {transform: {boxcox: half}}}}
     |                                                 ^
1 error, nothing was written
""",
    ),
    Case(
        "boxcox with a power that overflows",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: {boxcox: 50}}}}"),),
        """
p/indicators.yaml:27:49: error: 'boxcox' must be at most 5, found '50' [bounds]
  27 |   points: {minmax: {treat: {transform: {boxcox: 50}}}}
     |                                                 ^
1 error, nothing was written
""",
    ),
    Case(
        "transform of nothing",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {transform: {}}}}"),),
        """
p/indicators.yaml:27:40: error: 'transform' is empty [value]
  27 |   points: {minmax: {treat: {transform: {}}}}
     |                                        ^
  = write at least one
1 error, nothing was written
""",
    ),
    Case(
        "unknown when",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {when: allways, winsorise: 2}}}"),),
        """
p/indicators.yaml:27:35: error: 'allways' is not a value of 'when' [value]
  27 |   points: {minmax: {treat: {when: allways, winsorise: 2}}}
     |                                   ^
  = did you mean 'always'? allowed: 'failing', 'always'
1 error, nothing was written
""",
    ),
    Case(
        "negative skewness",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {skewness: -1, winsorise: 2}}}"),),
        """
p/indicators.yaml:27:39: error: 'skewness' must be at least 0, found '-1' [bounds]
  27 |   points: {minmax: {treat: {skewness: -1, winsorise: 2}}}
     |                                       ^
1 error, nothing was written
""",
    ),
    Case(
        "kurtosis that is no number",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {kurtosis: high, winsorise: 2}}}"),),
        """
p/indicators.yaml:27:39: error: 'kurtosis' must be a number, found 'high' [type]
  27 |   points: {minmax: {treat: {kurtosis: high, winsorise: 2}}}
     |                                       ^
1 error, nothing was written
""",
    ),
    Case(
        "negative number of points",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {winsorise: -2}}}"),),
        """
p/indicators.yaml:27:40: error: 'winsorise' must be at least 0, found '-2' [bounds]
  27 |   points: {minmax: {treat: {winsorise: -2}}}
     |                                        ^
1 error, nothing was written
""",
    ),
    Case(
        "half a point",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {winsorise: 2.5}}}"),),
        """
p/indicators.yaml:27:40: error: 'winsorise' must be a whole number, found '2.5' [type]
  27 |   points: {minmax: {treat: {winsorise: 2.5}}}
     |                                        ^
1 error, nothing was written
""",
    ),
    Case(
        "treat that does nothing",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {}}}"),),
        """
p/indicators.yaml:27:28: error: 'treat' of the scale 'points' does nothing [treat]
  27 |   points: {minmax: {treat: {}}}
     |                            ^
  = add 'winsorise: 5' or 'transform: shifted_log'
1 error, nothing was written
""",
    ),
    Case(
        "treat that always does both",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {when: always, winsorise: 2, transform: log}}}"),),
        """
p/indicators.yaml:27:28: error: 'treat' of the scale 'points' always winsorises and always transforms [treat]
  27 |   points: {minmax: {treat: {when: always, winsorise: 2, transform: log}}}
     |                            ^
  = keep one, or write 'when: failing'
1 error, nothing was written
""",
    ),
    Case(
        "threshold without effect",
        ((REGISTRY, "points: identity", "points: {minmax: {treat: {when: always, winsorise: 2, skewness: 1}}}"),),
        """
p/indicators.yaml:27:67: error: 'skewness' has no effect with 'when: always' [treat]
  27 |   points: {minmax: {treat: {when: always, winsorise: 2, skewness: 1}}}
     |                                                                   ^
  = remove it, or write 'when: failing'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt mean",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: geomtric}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:24: error: 'geomtric' is not a mean [value]
  81 | combine: {aggregation: geomtric}
     |                        ^
  = did you mean 'geometric'? allowed: 'arithmetic', 'geometric', 'harmonic', 'minimum', 'median', 'sum', 'product', 'mazziotta_pareto', 'copeland', {power: 2}
1 error, nothing was written
""",
    ),
    Case(
        "power without a number",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: power}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:24: error: 'power' is not a mean [value]
  81 | combine: {aggregation: power}
     |                        ^
  = allowed: 'arithmetic', 'geometric', 'harmonic', 'minimum', 'median', 'sum', 'product', 'mazziotta_pareto', 'copeland', {power: 2}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt power",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: {pwoer: 2}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:25: error: 'pwoer' is not a key here [unknown-key]
  81 | combine: {aggregation: {pwoer: 2}}
     |                         ^
  = did you mean 'power'? allowed: 'power'
1 error, nothing was written
""",
    ),
    Case(
        "power that is no number",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: {power: two}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:32: error: 'power' must be a number, found 'two' [type]
  81 | combine: {aggregation: {power: two}}
     |                                ^
1 error, nothing was written
""",
    ),
    Case(
        "power of zero",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: {power: 0}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:24: error: 'power' has no value for 0 [mean-power]
  81 | combine: {aggregation: {power: 0}}
     |                        ^
  = write 'geometric', which is the limit at 0
1 error, nothing was written
""",
    ),
    Case(
        "number beside a mean without one",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: {median: 2}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:25: error: 'median' is not a key here [unknown-key]
  81 | combine: {aggregation: {median: 2}}
     |                         ^
  = allowed: 'power'
1 error, nothing was written
""",
    ),
    Case(
        "list of means",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: [median]}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:24: error: a list is not a mean [value]
  81 | combine: {aggregation: [median]}
     |                        ^
  = allowed: 'arithmetic', 'geometric', 'harmonic', 'minimum', 'median', 'sum', 'product', 'mazziotta_pareto', 'copeland', {power: 2}
1 error, nothing was written
""",
    ),
    Case(
        "mazziotta-pareto in a wide range",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {aggregation: mazziotta_pareto}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:24: error: 'mazziotta_pareto' needs no range, or one whose high end is at most twice its low end, such as [70, 130], not the range 0 to 100 [mean-range]
  81 | combine: {aggregation: mazziotta_pareto}
     |                        ^
  = use another aggregation or another range
1 error, nothing was written
""",
    ),
    Case(
        "means of numbers below zero",
        (
            (REGISTRY, "version:", "range: null\nversion:"),
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  bands: [{id: A, title: {kk: A, ru: A, en: A}}]\n",
            ),
            (REGISTRY, "            weight: 70", "            weight: 70\n            aggregation: harmonic"),
            (REGISTRY, "            weight: 30", "            weight: 30\n            aggregation: {power: 2}"),
            (REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: product}\nterritory: {rule: pooled}"),
            (REGISTRY, "    weight: 60\n", "    weight: 40\n"),
            (REGISTRY, "    weight: 40", "    weight: 40\n    aggregation: geometric"),
        ),
        """
p/indicators.yaml:33:18: error: 'geometric' needs a range that begins at 0 or above, not the range null [mean-range]
  33 |     aggregation: geometric
     |                  ^
  = use another aggregation or another range
p/indicators.yaml:43:26: error: 'harmonic' needs a range that begins at 0 or above, not the range null [mean-range]
  43 |             aggregation: harmonic
     |                          ^
  = use another aggregation or another range
p/indicators.yaml:59:26: error: 'power' needs a range that begins at 0 or above, not the range null [mean-range]
  59 |             aggregation: {power: 2}
     |                          ^
  = use another aggregation or another range
p/indicators.yaml:85:24: error: 'product' needs a range that begins at 0, not the range null [mean-range]
  85 | combine: {aggregation: product}
     |                        ^
  = use another aggregation or another range
4 errors, nothing was written
""",
    ),
    Case(
        "product with unequal weights",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {aggregation: product}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:24: error: the product 'index' takes no weights, and its children have different ones [product-weights]
  81 | combine: {aggregation: product}
     |                        ^
  = remove the weights of its children
1 error, nothing was written
""",
    ),
    Case(
        "product of a child that may not apply",
        (
            (REGISTRY, "                weight: 2\n", ""),
            (REGISTRY, "                weight: 1\n", ""),
            (REGISTRY, "            weight: 70", "            weight: 70\n            aggregation: product"),
        ),
        """
p/indicators.yaml:51:33: error: 'product' needs every child, and 'papers.budget' may be not applicable [every-child]
  51 |                 not_applicable: [no_budget]
     |                                 ^
  = remove 'not_applicable', or use another aggregation
1 error, nothing was written
""",
    ),
    Case(
        "sum of a child that may not apply",
        (
            (REGISTRY, "                weight: 2\n", "                weight: 0.3\n"),
            (REGISTRY, "                weight: 1\n", "                weight: 0.3\n"),
            (REGISTRY, "            weight: 70", "            weight: 70\n            aggregation: sum"),
        ),
        """
p/indicators.yaml:53:33: error: 'sum' needs every child, and 'papers.budget' may be not applicable [every-child]
  53 |                 not_applicable: [no_budget]
     |                                 ^
  = remove 'not_applicable', or use another aggregation
1 error, nothing was written
""",
    ),
    Case(
        "sum of a ratio with nothing to count",
        (
            (REGISTRY, "received, empty: error", "received, empty: not_applicable"),
            (REGISTRY, "            weight: 30", "            weight: 30\n            aggregation: sum"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                weight: 0.4",
            ),
            (
                REGISTRY,
                "                scale: answered",
                "                scale: answered\n                weight: 0.3",
            ),
        ),
        """
p/indicators.yaml:65:24: error: 'sum' needs every child, and 'people.requests' may be not applicable [every-child]
  65 |                 scale: answered
     |                        ^
  = use a scale without 'empty: not_applicable', or another aggregation
1 error, nothing was written
""",
    ),
    Case(
        "product with weights from the data",
        (
            (
                REGISTRY,
                "      - id: satisfaction\n",
                "      - id: satisfaction\n        weights: pca\n        aggregation: product\n",
            ),
        ),
        """
p/indicators.yaml:69:18: error: the product 'satisfaction' takes no weights, and 'weights: pca' makes some [product-weights]
  69 |         weights: pca
     |                  ^
  = remove 'weights'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt source of weights",
        ((REGISTRY, "weights: percent", "weights: percnet"),),
        """
p/indicators.yaml:36:18: error: 'percnet' does not say where weights come from [value]
  36 |         weights: percnet
     |                  ^
  = did you mean 'percent'? allowed: 'percent', 'equal', 'pca', {budget: {expert: {child: points}}}
1 error, nothing was written
""",
    ),
    Case(
        "list of sources",
        ((REGISTRY, "weights: percent", "weights: [pca]"),),
        """
p/indicators.yaml:36:18: error: a list does not say where weights come from [value]
  36 |         weights: [pca]
     |                  ^
  = allowed: 'percent', 'equal', 'pca', {budget: {expert: {child: points}}}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt budget",
        ((REGISTRY, "weights: percent", "weights: {bugdet: {one: {openness.papers: 70, openness.people: 30}}}"),),
        """
p/indicators.yaml:36:19: error: 'bugdet' is not a key here [unknown-key]
  36 |         weights: {bugdet: {one: {openness.papers: 70, openness.people: 30}}}
     |                   ^
  = did you mean 'budget'? allowed: 'budget'
1 error, nothing was written
""",
    ),
    Case(
        "budget as a word",
        ((REGISTRY, "weights: percent", "weights: budget"),),
        """
p/indicators.yaml:36:18: error: 'budget' does not say where weights come from [value]
  36 |         weights: budget
     |                  ^
  = allowed: 'percent', 'equal', 'pca', {budget: {expert: {child: points}}}
1 error, nothing was written
""",
    ),
    Case(
        "principal component beside a weight",
        (
            (REGISTRY, "weights: percent", "weights: pca"),
            (REGISTRY, "            weight: 70\n", ""),
        ),
        """
p/indicators.yaml:38:13: error: some children of 'openness' have a weight and 'openness.papers' has none [weights-partial]
  38 |           - id: openness.papers
     |             ^
  = write all weights or none (none means equal)
p/indicators.yaml:54:21: error: 'openness.people' has a weight, and 'openness' says 'weights: pca' [weights-source]
  54 |             weight: 30
     |                     ^
  = remove one of the two
2 errors, nothing was written
""",
    ),
    Case(
        "equal beside a weight",
        (
            (REGISTRY, "weights: percent", "weights: equal"),
            (REGISTRY, "            weight: 30\n", ""),
        ),
        """
p/indicators.yaml:40:21: error: 'openness.papers' has a weight, and 'openness' says 'weights: equal' [weights-source]
  40 |             weight: 70
     |                     ^
  = remove one of the two
p/indicators.yaml:53:13: error: some children of 'openness' have a weight and 'openness.people' has none [weights-partial]
  53 |           - id: openness.people
     |             ^
  = write all weights or none (none means equal)
2 errors, nothing was written
""",
    ),
    Case(
        "budget beside a weight",
        (
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.papers: 70, openness.people: 30}}}"),
            (REGISTRY, "            weight: 30\n", ""),
        ),
        """
p/indicators.yaml:40:21: error: 'openness.papers' has a weight, and 'openness' says 'weights: budget' [weights-source]
  40 |             weight: 70
     |                     ^
  = remove one of the two
1 error, nothing was written
""",
    ),
    Case(
        "budget of nobody",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {}}"),
        ),
        """
p/indicators.yaml:36:27: error: 'budget' is empty [value]
  36 |         weights: {budget: {}}
     |                           ^
  = write it like this: {expert: {one: 60, two: 40}}
1 error, nothing was written
""",
    ),
    Case(
        "budget without points",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {}}}"),
        ),
        """
p/indicators.yaml:36:33: error: 'one' gives no points to 'openness.papers', 'openness.people' [budget]
  36 |         weights: {budget: {one: {}}}
     |                                 ^
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "budget as a list",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: [70, 30]}}"),
        ),
        """
p/indicators.yaml:36:33: error: 'one' must be a mapping of keys to values, found a list [type]
  36 |         weights: {budget: {one: [70, 30]}}
     |                                 ^
1 error, nothing was written
""",
    ),
    Case(
        "points that are no number",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.papers: seventy, openness.people: 30}}}"),
        ),
        """
p/indicators.yaml:36:51: error: 'openness.papers' must be a number, found 'seventy' [type]
  36 |         weights: {budget: {one: {openness.papers: seventy, openness.people: 30}}}
     |                                                   ^
1 error, nothing was written
""",
    ),
    Case(
        "budget of an unknown child",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.paper: 70, openness.people: 30}}}"),
        ),
        """
p/indicators.yaml:36:34: error: 'openness' has no child 'openness.paper' [budget]
  36 |         weights: {budget: {one: {openness.paper: 70, openness.people: 30}}}
     |                                  ^
  = did you mean 'openness.papers'? allowed: 'openness.papers', 'openness.people'
1 error, nothing was written
""",
    ),
    Case(
        "budget without a child",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.papers: 100}}}"),
        ),
        """
p/indicators.yaml:36:33: error: 'one' gives no points to 'openness.people' [budget]
  36 |         weights: {budget: {one: {openness.papers: 100}}}
     |                                 ^
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "budget of 90",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.papers: 70, openness.people: 20}}}"),
        ),
        """
p/indicators.yaml:36:33: error: the points of 'one' sum to 90, expected 100 [budget]
  36 |         weights: {budget: {one: {openness.papers: 70, openness.people: 20}}}
     |                                 ^
  = share out 100 points
1 error, nothing was written
""",
    ),
    Case(
        "negative points",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (REGISTRY, "weights: percent", "weights: {budget: {one: {openness.papers: 110, openness.people: -10}}}"),
        ),
        """
p/indicators.yaml:36:73: error: the points are negative: -10 [budget]
  36 |         weights: {budget: {one: {openness.papers: 110, openness.people: -10}}}
     |                                                                         ^
  = write 0 or more
1 error, nothing was written
""",
    ),
    Case(
        "something beside the budget",
        (
            (REGISTRY, "            weight: 70\n", ""),
            (REGISTRY, "            weight: 30\n", ""),
            (
                REGISTRY,
                "weights: percent",
                "weights: {budget: {one: {openness.papers: 70, openness.people: 30}}, experts: 3}",
            ),
        ),
        """
p/indicators.yaml:36:78: error: 'experts' is not a key here [unknown-key]
  36 |         weights: {budget: {one: {openness.papers: 70, openness.people: 30}}, experts: 3}
     |                                                                              ^
  = allowed: 'budget'
1 error, nothing was written
""",
    ),
    Case(
        "budget of components",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {weights: {budget: {one: {external: 60, inner: 40}}}}\nterritory: {rule: pooled}",
            ),
            (REGISTRY, "    weight: 60\n", ""),
            (REGISTRY, "    weight: 40\n", ""),
        ),
        """
p/indicators.yaml:79:50: error: 'index' has no child 'inner' [budget]
  79 | combine: {weights: {budget: {one: {external: 60, inner: 40}}}}
     |                                                  ^
  = did you mean 'internal'? allowed: 'external', 'internal'
1 error, nothing was written
""",
    ),
    Case(
        "restate of two kinds",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {minmax: {}, rank: {}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:20: error: 'restate' of 'index' is of 2 kinds: 'minmax', 'rank' [scale-kind]
  81 | combine: {restate: {minmax: {}, rank: {}}}
     |                    ^
  = keep one
1 error, nothing was written
""",
    ),
    Case(
        "restate of two kinds at a node",
        ((REGISTRY, "            weight: 70", "            weight: 70\n            restate: {minmax: {}, borda: {}}"),),
        """
p/indicators.yaml:41:22: error: 'restate' of 'openness.papers' is of 2 kinds: 'minmax', 'borda' [scale-kind]
  41 |             restate: {minmax: {}, borda: {}}
     |                      ^
  = keep one
1 error, nothing was written
""",
    ),
    Case(
        "restate of no kind",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restate: {}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:20: error: 'restate' of 'index' says nothing [scale-kind]
  81 | combine: {restate: {}}
     |                    ^
  = write one of 'minmax', 'zscore', 'rank', 'percentile', 'borda', 'distance_to_max', 'distance_to_target', 'distance_to_reference', 'fraction'
1 error, nothing was written
""",
    ),
    Case(
        "restate with nothing under it",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restate: {minmax: }}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:21: error: 'restate' of 'index' says nothing under 'minmax' [scale-kind]
  81 | combine: {restate: {minmax: }}
     |                     ^
  = write its settings, or 'minmax: {}' where it needs none
1 error, nothing was written
""",
    ),
    Case(
        "restate as a word",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restate: zscore}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:20: error: 'restate' must be a mapping of keys to values, found 'zscore' [type]
  81 | combine: {restate: zscore}
     |                    ^
  = write it like this: {zscore: {centre: 50, spread: 10}}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt kind of restate",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restate: {zcore: {}}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:21: error: 'zcore' is not a key here [unknown-key]
  81 | combine: {restate: {zcore: {}}}
     |                     ^
  = did you mean 'zscore'? allowed: 'minmax', 'zscore', 'rank', 'percentile', 'borda', 'distance_to_max', 'distance_to_target', 'distance_to_reference', 'fraction'
1 error, nothing was written
""",
    ),
    Case(
        "restate with goalposts",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {goalposts: {min: 0, max: 1}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:21: error: 'goalposts' is not a key here [unknown-key]
  81 | combine: {restate: {goalposts: {min: 0, max: 1}}}
     |                     ^
  = allowed: 'minmax', 'zscore', 'rank', 'percentile', 'borda', 'distance_to_max', 'distance_to_target', 'distance_to_reference', 'fraction'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key of restate",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {zscore: {centre: 50, spred: 10}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:42: error: 'spred' is not a key here [unknown-key]
  81 | combine: {restate: {zscore: {centre: 50, spred: 10}}}
     |                                          ^
  = did you mean 'spread'? allowed: 'over', 'within', 'constant', 'treat', 'sd', 'centre', 'spread'
1 error, nothing was written
""",
    ),
    Case(
        "restate over a base period",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {minmax: {over: 2025-Q4}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:36: error: 'restate' of 'index' cannot be made over 2025-Q4 [restate-over]
  81 | combine: {restate: {minmax: {over: 2025-Q4}}}
     |                                    ^
  = leave 'over' out
1 error, nothing was written
""",
    ),
    Case(
        "restate within an unknown group",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {minmax: {within: [oblast]}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:39: error: there is no group 'oblast' [unknown-group]
  81 | combine: {restate: {minmax: {within: [oblast]}}}
     |                                       ^
  = allowed: 'body', 'tier', 'peer_group'
1 error, nothing was written
""",
    ),
    Case(
        "restate with a constant outside the range",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {minmax: {constant: -1}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:40: error: 'constant' of 'restate' of 'index' is -1, outside the range 0 to 100 [constant]
  81 | combine: {restate: {minmax: {constant: -1}}}
     |                                        ^
  = write a score inside the range
1 error, nothing was written
""",
    ),
    Case(
        "restate without a centre",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restate: {zscore: {}}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:29: error: 'restate' of 'index' puts the mean at 0, not inside the range 0 to 100 [zscore-range]
  81 | combine: {restate: {zscore: {}}}
     |                             ^
  = write 'centre' and 'spread', such as {centre: 50, spread: 10}, or 'range: null'
1 error, nothing was written
""",
    ),
    Case(
        "restate with a treat that does nothing",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {restate: {minmax: {treat: {when: always}}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:37: error: 'treat' of 'restate' of 'index' does nothing [treat]
  81 | combine: {restate: {minmax: {treat: {when: always}}}}
     |                                     ^
  = add 'winsorise: 5' or 'transform: shifted_log'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt restate",
        ((REGISTRY, "territory: {rule: pooled}", "combine: {restat: {minmax: {}}}\nterritory: {rule: pooled}"),),
        """
p/indicators.yaml:81:11: error: 'restat' is not a key here [unknown-key]
  81 | combine: {restat: {minmax: {}}}
     |           ^
  = did you mean 'restate'? allowed: 'weights', 'aggregation', 'restate', 'missing', 'must_have'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt min_children",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight, min_childern: 0.5}"),),
        """
p/indicators.yaml:32:31: error: 'min_childern' is not a key here [unknown-key]
  32 |     missing: {rule: reweight, min_childern: 0.5}
     |                               ^
  = did you mean 'min_children'? allowed: 'rule', 'min_coverage', 'min_children', 'impute'
1 error, nothing was written
""",
    ),
    Case(
        "min_children with refuse",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: refuse, min_children: 0.5}"),),
        """
p/indicators.yaml:32:43: error: 'min_children' has no effect with rule 'refuse' [min-coverage]
  32 |     missing: {rule: refuse, min_children: 0.5}
     |                                           ^
  = remove it or write 'rule: reweight'
1 error, nothing was written
""",
    ),
    Case(
        "min_children with zero",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: zero, min_children: 0.5}"),),
        """
p/indicators.yaml:32:41: error: 'min_children' has no effect with rule 'zero' [min-coverage]
  32 |     missing: {rule: zero, min_children: 0.5}
     |                                         ^
  = remove it or write 'rule: reweight'
1 error, nothing was written
""",
    ),
    Case(
        "min_children above 1",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight, min_children: 2}"),),
        """
p/indicators.yaml:32:45: error: 'min_children' must be at most 1, found '2' [bounds]
  32 |     missing: {rule: reweight, min_children: 2}
     |                                             ^
1 error, nothing was written
""",
    ),
    Case(
        "min_children that is no number",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight, min_children: half}"),),
        """
p/indicators.yaml:32:45: error: 'min_children' must be a number, found 'half' [type]
  32 |     missing: {rule: reweight, min_children: half}
     |                                             ^
1 error, nothing was written
""",
    ),
    Case(
        "impute as a word",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight, impute: mean}"),),
        """
p/indicators.yaml:32:39: error: 'impute' must be a mapping of keys to values, found 'mean' [type]
  32 |     missing: {rule: reweight, impute: mean}
     |                                       ^
  = write it like this: {by: mean, within: [tier]}
1 error, nothing was written
""",
    ),
    Case(
        "unknown way to impute",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: average}}",
            ),
        ),
        """
p/indicators.yaml:32:44: error: 'average' is not a value of 'by' [value]
  32 |     missing: {rule: reweight, impute: {by: average}}
     |                                            ^
  = allowed: 'mean', 'median', 'last'
1 error, nothing was written
""",
    ),
    Case(
        "impute without a way",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {within: [tier]}}",
            ),
        ),
        """
p/indicators.yaml:32:39: error: the key 'by' is missing [missing-key]
  32 |     missing: {rule: reweight, impute: {within: [tier]}}
     |                                       ^
  = add 'by:' here
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key of impute",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: mean, whithin: [tier]}}",
            ),
        ),
        """
p/indicators.yaml:32:50: error: 'whithin' is not a key here [unknown-key]
  32 |     missing: {rule: reweight, impute: {by: mean, whithin: [tier]}}
     |                                                  ^
  = did you mean 'within'? allowed: 'by', 'within', 'carry'
1 error, nothing was written
""",
    ),
    Case(
        "impute within an unknown group",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: mean, within: [teir]}}",
            ),
        ),
        """
p/indicators.yaml:32:59: error: there is no group 'teir' [unknown-group]
  32 |     missing: {rule: reweight, impute: {by: mean, within: [teir]}}
     |                                                           ^
  = did you mean 'tier'? allowed: 'body', 'tier', 'peer_group'
1 error, nothing was written
""",
    ),
    Case(
        "last without carry",
        ((REGISTRY, "missing: {rule: reweight, min_coverage: 0.5}", "missing: {rule: reweight, impute: {by: last}}"),),
        """
p/indicators.yaml:32:39: error: 'by: last' does not say how old a value may be [impute]
  32 |     missing: {rule: reweight, impute: {by: last}}
     |                                       ^
  = add 'carry: 1'
1 error, nothing was written
""",
    ),
    Case(
        "last within a group",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: last, carry: 1, within: [tier]}}",
            ),
        ),
        """
p/indicators.yaml:32:68: error: 'within' has no effect with 'by: last', which takes the authority's own value [impute]
  32 |     missing: {rule: reweight, impute: {by: last, carry: 1, within: [tier]}}
     |                                                                    ^
  = remove it, or write 'by: mean'
1 error, nothing was written
""",
    ),
    Case(
        "mean with carry",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: mean, carry: 1}}",
            ),
        ),
        """
p/indicators.yaml:32:57: error: 'carry' has no effect with 'by: mean' [impute]
  32 |     missing: {rule: reweight, impute: {by: mean, carry: 1}}
     |                                                         ^
  = remove it, or write 'by: last'
1 error, nothing was written
""",
    ),
    Case(
        "carry of nothing",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: last, carry: 0}}",
            ),
        ),
        """
p/indicators.yaml:32:57: error: 'carry' must be at least 1, found '0' [bounds]
  32 |     missing: {rule: reweight, impute: {by: last, carry: 0}}
     |                                                         ^
1 error, nothing was written
""",
    ),
    Case(
        "carry beyond ten years",
        (
            (
                REGISTRY,
                "missing: {rule: reweight, min_coverage: 0.5}",
                "missing: {rule: reweight, impute: {by: last, carry: 41}}",
            ),
        ),
        """
p/indicators.yaml:32:57: error: 'carry' must be at most 40, found '41' [bounds]
  32 |     missing: {rule: reweight, impute: {by: last, carry: 41}}
     |                                                         ^
1 error, nothing was written
""",
    ),
    Case(
        "impute where nothing inherits",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {missing: {rule: reweight, impute: {by: mean}}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:45: error: 'impute' has no effect at 'combine', from which no indicator inherits [impute]
  81 | combine: {missing: {rule: reweight, impute: {by: mean}}}
     |                                             ^
  = write it under 'missing' of a component
1 error, nothing was written
""",
    ),
    Case(
        "impute of an indicator as a word",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            impute: mean"),),
        """
p/indicators.yaml:76:21: error: 'mean' does not say how to impute [value]
  76 |             impute: mean
     |                     ^
  = allowed: 'none', {by: mean}
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key of an indicator's impute",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            impute: {by: mean, cary: 1}"),),
        """
p/indicators.yaml:76:32: error: 'cary' is not a key here [unknown-key]
  76 |             impute: {by: mean, cary: 1}
     |                                ^
  = did you mean 'carry'? allowed: 'by', 'within', 'carry'
1 error, nothing was written
""",
    ),
    Case(
        "unknown way to impute an indicator",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            impute: {by: avg}"),),
        """
p/indicators.yaml:76:26: error: 'avg' is not a value of 'by' [value]
  76 |             impute: {by: avg}
     |                          ^
  = allowed: 'mean', 'median', 'last'
1 error, nothing was written
""",
    ),
    Case(
        "impute of an indicator without a way",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            impute: {within: [tier]}"),),
        """
p/indicators.yaml:76:21: error: the key 'by' is missing [missing-key]
  76 |             impute: {within: [tier]}
     |                     ^
  = add 'by:' here
1 error, nothing was written
""",
    ),
    Case(
        "last of an indicator without carry",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            impute: {by: last}"),),
        """
p/indicators.yaml:76:21: error: 'by: last' does not say how old a value may be [impute]
  76 |             impute: {by: last}
     |                     ^
  = add 'carry: 1'
1 error, nothing was written
""",
    ),
    Case(
        "impute of an indicator within an unknown group",
        (
            (
                REGISTRY,
                "            min_n: 30",
                "            min_n: 30\n            impute: {by: median, within: [teir]}",
            ),
        ),
        """
p/indicators.yaml:76:43: error: there is no group 'teir' [unknown-group]
  76 |             impute: {by: median, within: [teir]}
     |                                           ^
  = did you mean 'tier'? allowed: 'body', 'tier', 'peer_group'
1 error, nothing was written
""",
    ),
    Case(
        "carry of a survey measure",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            carry: 1"),),
        """
p/indicators.yaml:76:20: error: 'satisfaction.body' comes from the survey, and 'carry' is for evidence [carry]
  76 |             carry: 1
     |                    ^
  = write 'impute: {by: last, carry: 1}' to take the last estimate
1 error, nothing was written
""",
    ),
    Case(
        "carry of zero periods",
        ((REGISTRY, "                scale: sessions", "                scale: sessions\n                carry: 0"),),
        """
p/indicators.yaml:61:24: error: 'carry' must be at least 1, found '0' [bounds]
  61 |                 carry: 0
     |                        ^
1 error, nothing was written
""",
    ),
    Case(
        "carry as a word",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                carry: once",
            ),
        ),
        """
p/indicators.yaml:61:24: error: 'carry' must be a whole number, found 'once' [type]
  61 |                 carry: once
     |                        ^
1 error, nothing was written
""",
    ),
    Case(
        "gate without a score",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {class: B}"),),
        """
p/indicators.yaml:76:24: error: the key 'score' is missing [missing-key]
  76 |             must_have: {class: B}
     |                        ^
  = add 'score:' here
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key of a gate",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {score: 50, clas: B}"),),
        """
p/indicators.yaml:76:36: error: 'clas' is not a key here [unknown-key]
  76 |             must_have: {score: 50, clas: B}
     |                                    ^
  = did you mean 'class'? allowed: 'score', 'class'
1 error, nothing was written
""",
    ),
    Case(
        "gate as a number",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: 50"),),
        """
p/indicators.yaml:76:24: error: 'must_have' must be a mapping of keys to values, found '50' [type]
  76 |             must_have: 50
     |                        ^
  = write it like this: {score: 50, class: B}
1 error, nothing was written
""",
    ),
    Case(
        "class of a gate as a number",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {score: 50, class: 2}"),),
        """
p/indicators.yaml:76:43: error: 'class' must be text, found '2' [text]
  76 |             must_have: {score: 50, class: 2}
     |                                           ^
  = write "2" in quotes
1 error, nothing was written
""",
    ),
    Case(
        "gate with an unknown class",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {score: 50, class: C}"),),
        """
p/indicators.yaml:76:43: error: there is no class 'C' [must-have]
  76 |             must_have: {score: 50, class: C}
     |                                           ^
  = allowed: 'A', 'B'
1 error, nothing was written
""",
    ),
    Case(
        "gate with the best class",
        ((REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {score: 50, class: A}"),),
        """
p/indicators.yaml:76:43: error: 'A' is the best class, so the gate of 'satisfaction.body' caps nothing [must-have]
  76 |             must_have: {score: 50, class: A}
     |                                           ^
  = write one of 'B'
1 error, nothing was written
""",
    ),
    Case(
        "gate outside the range",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "combine: {must_have: {score: 150, class: B}}\nterritory: {rule: pooled}",
            ),
        ),
        """
p/indicators.yaml:81:30: error: the gate of 'index' asks for 150, outside the range 0 to 100 [must-have]
  81 | combine: {must_have: {score: 150, class: B}}
     |                              ^
  = bring it into the range
1 error, nothing was written
""",
    ),
    Case(
        "gate without classes",
        (
            (REGISTRY, "            min_n: 30", "            min_n: 30\n            must_have: {score: 50, class: B}"),
            (
                REGISTRY,
                "classes:\n  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "",
            ),
        ),
        """
p/indicators.yaml:76:24: error: a gate caps a class, and there are no classes [must-have]
  76 |             must_have: {score: 50, class: B}
     |                        ^
  = add 'classes'
1 error, nothing was written
""",
    ),
    Case(
        "bands and quantiles",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
            ),
        ),
        """
p/indicators.yaml:84:14: error: classes are bands or quantiles, not both [class-quantiles]
  84 |   quantiles: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |              ^
  = keep one
1 error, nothing was written
""",
    ),
    Case(
        "one quantile",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [{id: A, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:14: error: there is one quantile [class-quantiles]
  84 |   quantiles: [{id: A, title: {kk: A, ru: A, en: A}}]
     |              ^
  = write at least two classes
1 error, nothing was written
""",
    ),
    Case(
        "quantiles with one id",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [{id: A, title: {kk: A, ru: A, en: A}}, {id: A, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:14: error: two classes have the same id [class-duplicate]
  84 |   quantiles: [{id: A, title: {kk: A, ru: A, en: A}}, {id: A, title: {kk: A, ru: A, en: A}}]
     |              ^
  = rename one of them
1 error, nothing was written
""",
    ),
    Case(
        "number of quantiles",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: 4\n",
            ),
        ),
        """
p/indicators.yaml:84:14: error: 'quantiles' must be a list, found '4' [type]
  84 |   quantiles: 4
     |              ^
  = write it like this: [{id: A, title: {…}}, {id: B, title: {…}}]
1 error, nothing was written
""",
    ),
    Case(
        "names of quantiles",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [A, B]\n",
            ),
        ),
        """
p/indicators.yaml:84:15: error: 'quantiles' must be a mapping of keys to values, found 'A' [type]
  84 |   quantiles: [A, B]
     |               ^
  = write it like this: [{id: A, title: {…}}, {id: B, title: {…}}]
p/indicators.yaml:84:18: error: 'quantiles' must be a mapping of keys to values, found 'B' [type]
  84 |   quantiles: [A, B]
     |                  ^
  = write it like this: [{id: A, title: {…}}, {id: B, title: {…}}]
2 errors, nothing was written
""",
    ),
    Case(
        "quantile with a bound",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [{id: A, from: 5, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:23: error: 'from' is not a key here [unknown-key]
  84 |   quantiles: [{id: A, from: 5, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |                       ^
  = allowed: 'title', 'id'
1 error, nothing was written
""",
    ),
    Case(
        "quantile without a title",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: [{id: A}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:15: error: the key 'title' is missing [missing-key]
  84 |   quantiles: [{id: A}, {id: B, title: {kk: A, ru: A, en: A}}]
     |               ^
  = add 'title:' here
1 error, nothing was written
""",
    ),
    Case(
        "quantile without a name",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                '  quantiles: [{id: "", title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n',
            ),
        ),
        """
p/indicators.yaml:84:20: error: 'id' is empty [value]
  84 |   quantiles: [{id: "", title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |                    ^
  = write a text
1 error, nothing was written
""",
    ),
    Case(
        "misspelt quantiles",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantile: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:3: error: 'quantile' is not a key here [unknown-key]
  84 |   quantile: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |   ^
  = did you mean 'quantiles'? allowed: 'on', 'bands', 'quantiles'
1 error, nothing was written
""",
    ),
    Case(
        "no quantiles",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  quantiles: []\n",
            ),
        ),
        """
p/indicators.yaml:84:3: error: there are neither bands nor quantiles [class-gap]
  84 |   quantiles: []
     |   ^
  = write 'bands' or 'quantiles', or remove 'classes'
1 error, nothing was written
""",
    ),
    Case(
        "band without a beginning in a range",
        (
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  bands: [{id: A, from: 50, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:84:60: error: the key 'from' is missing [missing-key]
  84 |   bands: [{id: A, from: 50, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |                                                            ^
  = add 'from:' here
1 error, nothing was written
""",
    ),
    Case(
        "top band that ends without a range",
        (
            (REGISTRY, "version:", "range: null\nversion:"),
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  bands: [{id: A, from: 50, to: 100, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:85:33: error: the highest band 'A' ends at 100, and scores without a range do not [class-gap]
  85 |   bands: [{id: A, from: 50, to: 100, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |                                 ^
  = leave 'to' out
1 error, nothing was written
""",
    ),
    Case(
        "two bands without a beginning",
        (
            (REGISTRY, "version:", "range: null\nversion:"),
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  bands: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:85:50: error: the bands 'A' and 'B' both have no 'from' [class-overlap]
  85 |   bands: [{id: A, title: {kk: A, ru: A, en: A}}, {id: B, title: {kk: A, ru: A, en: A}}]
     |                                                  ^
  = leave it out in the lowest band only
1 error, nothing was written
""",
    ),
    Case(
        "gap between bands without a range",
        (
            (REGISTRY, "version:", "range: null\nversion:"),
            (
                REGISTRY,
                "  bands:\n    - {id: A, from: 50, title: {kk: A, ru: A, en: A}}\n    - {id: B, from: 0, title: {kk: B, ru: B, en: B}}\n",
                "  bands: [{id: A, from: 50, title: {kk: A, ru: A, en: A}}, {id: B, to: 40, title: {kk: A, ru: A, en: A}}]\n",
            ),
        ),
        """
p/indicators.yaml:85:72: error: the bands 'B' and 'A' leave a gap between 40 and 50 [class-gap]
  85 |   bands: [{id: A, from: 50, title: {kk: A, ru: A, en: A}}, {id: B, to: 40, title: {kk: A, ru: A, en: A}}]
     |                                                                        ^
  = write 'to: 50' or leave 'to' out
1 error, nothing was written
""",
    ),
    Case(
        "ranking within an unknown group",
        ((REGISTRY, "within: [body, tier]", "within: [body, peer_gruop]"),),
        """
p/indicators.yaml:82:26: error: there is no group 'peer_gruop' [unknown-group]
  82 | ranking: {within: [body, peer_gruop]}
     |                          ^
  = did you mean 'peer_group'? allowed: 'body', 'tier', 'peer_group'
1 error, nothing was written
""",
    ),
    Case(
        "rounded to too many decimals",
        ((REGISTRY, "ranking: {within", "ranking: {on: {rounded: 20}, within"),),
        """
p/indicators.yaml:82:25: error: 'rounded' must be at most 12, found '20' [bounds]
  82 | ranking: {on: {rounded: 20}, within: [body, tier]}
     |                         ^
1 error, nothing was written
""",
    ),
    Case(
        "misspelt rounded",
        ((REGISTRY, "ranking: {within", "ranking: {on: {ruonded: 2}, within"),),
        """
p/indicators.yaml:82:16: error: 'ruonded' is not a key here [unknown-key]
  82 | ranking: {on: {ruonded: 2}, within: [body, tier]}
     |                ^
  = did you mean 'rounded'? allowed: 'rounded'
1 error, nothing was written
""",
    ),
    Case(
        "range of one number",
        ((REGISTRY, "version:", "range: [0]\nversion:"),),
        """
p/indicators.yaml:3:8: error: 'range' has too few values [value]
  3 | range: [0]
    |        ^
  = write it like this: [0, 100], or null
1 error, nothing was written
""",
    ),
    Case(
        "range as a word",
        ((REGISTRY, "version:", "range: none\nversion:"),),
        """
p/indicators.yaml:3:8: error: 'range' must be a list, found 'none' [type]
  3 | range: none
    |        ^
  = write it like this: [0, 100], or null
1 error, nothing was written
""",
    ),
    Case(
        "range downwards",
        ((REGISTRY, "version:", "range: [100, 0]\nversion:"),),
        """
p/indicators.yaml:3:8: error: the range 100 to 0 does not run upwards [range-reversed]
  3 | range: [100, 0]
    |        ^
  = swap its ends
1 error, nothing was written
""",
    ),
    Case(
        "misspelt range",
        ((REGISTRY, "version:", "ragne: null\nversion:"),),
        """
p/indicators.yaml:3:1: error: 'ragne' is not a key here [unknown-key]
  3 | ragne: null
    | ^
  = did you mean 'range'? allowed: 'indexgov', 'id', 'version', 'title', 'languages', 'guidance', 'territory_codes', 'range', 'tiers', 'peer_groups', 'groups', 'denominators', 'bodies', 'acts', 'reasons', 'scales', 'assessors', 'components', 'combine', 'territory', 'ranking', 'classes', 'publication', 'uncertainty'
1 error, nothing was written
""",
    ),
    Case(
        "group called like a column",
        ((REGISTRY, "scales:\n", "groups: {tier: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/indicators.yaml:16:10: error: 'tier' is a column with a meaning of its own [column-reserved]
  16 | groups: {tier: {title: {kk: a, ru: a, en: a}}}
     |          ^
  = choose another name
1 error, nothing was written
""",
    ),
    Case(
        "group called body",
        ((REGISTRY, "scales:\n", "groups: {body: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/indicators.yaml:16:10: error: 'body' is a column with a meaning of its own [column-reserved]
  16 | groups: {body: {title: {kk: a, ru: a, en: a}}}
     |          ^
  = choose another name
1 error, nothing was written
""",
    ),
    Case(
        "denominator called like a column",
        ((REGISTRY, "scales:\n", "denominators: {iso: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/indicators.yaml:16:16: error: 'iso' is a column with a meaning of its own [column-reserved]
  16 | denominators: {iso: {title: {kk: a, ru: a, en: a}}}
     |                ^
  = choose another name
1 error, nothing was written
""",
    ),
    Case(
        "group and denominator at once",
        (
            (
                REGISTRY,
                "scales:\n",
                "groups: {oblast: {title: {kk: a, ru: a, en: a}}}\ndenominators: {oblast: {title: {kk: a, ru: a, en: a}}}\nscales:\n",
            ),
        ),
        """
p/indicators.yaml:17:16: error: 'oblast' stands under 'groups' too, and a column is text or a number [column-reserved]
  17 | denominators: {oblast: {title: {kk: a, ru: a, en: a}}}
     |                ^
  = remove one of the two
1 error, nothing was written
""",
    ),
    Case(
        "group without a title",
        ((REGISTRY, "scales:\n", "groups: {oblast: {}}\nscales:\n"),),
        """
p/indicators.yaml:16:18: error: the key 'title' is missing [missing-key]
  16 | groups: {oblast: {}}
     |                  ^
  = add 'title:' here
1 error, nothing was written
""",
    ),
    Case(
        "group without a language",
        ((REGISTRY, "scales:\n", "groups: {oblast: {title: {ru: a, en: a}}}\nscales:\n"),),
        """
p/indicators.yaml:16:26: error: there is no text in 'kk' [title-language]
  16 | groups: {oblast: {title: {ru: a, en: a}}}
     |                          ^
  = add kk
1 error, nothing was written
""",
    ),
    Case(
        "group with a capital",
        ((REGISTRY, "scales:\n", "groups: {Oblast: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),),
        """
p/indicators.yaml:16:10: error: 'Oblast' is not an id [id]
  16 | groups: {Oblast: {title: {kk: a, ru: a, en: a}}}
     |          ^
  = use small Latin letters, digits and _, parts joined by dots
1 error, nothing was written
""",
    ),
    Case(
        "groups as a list",
        ((REGISTRY, "scales:\n", "groups: [oblast]\nscales:\n"),),
        """
p/indicators.yaml:16:9: error: 'groups' must be a mapping of keys to values, found a list [type]
  16 | groups: [oblast]
     |         ^
1 error, nothing was written
""",
    ),
    Case(
        "denominator that is not declared",
        (
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denominator: population",
            ),
        ),
        """
p/indicators.yaml:61:30: error: there is no denominator 'population' [unknown-denominator]
  61 |                 denominator: population
     |                              ^
  = none is declared
1 error, nothing was written
""",
    ),
    Case(
        "misspelt denominator",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denominator: popluation",
            ),
        ),
        """
p/indicators.yaml:62:30: error: there is no denominator 'popluation' [unknown-denominator]
  62 |                 denominator: popluation
     |                              ^
  = did you mean 'population'? allowed: 'population'
1 error, nothing was written
""",
    ),
    Case(
        "misspelt key denominator",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denomiator: population\n                per: 1000",
            ),
        ),
        """
p/indicators.yaml:62:17: error: 'denomiator' is not a key here [unknown-key]
  62 |                 denomiator: population
     |                 ^
  = did you mean 'denominator'? allowed: 'title', 'id', 'body', 'tiers', 'scale', 'weight', 'better', 'not_applicable', 'legal', 'valid', 'replaces', 'question', 'measure', 'codes', 'boxes', 'among', 'min_n', 'denominator', 'per', 'carry', 'impute', 'must_have'
1 error, nothing was written
""",
    ),
    Case(
        "denominator of levels",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                weight: 2",
                "                weight: 2\n                denominator: population",
            ),
        ),
        """
p/indicators.yaml:47:30: error: 'papers.heads' is scored by levels and cannot be divided [denominator]
  47 |                 denominator: population
     |                              ^
  = remove 'denominator'
1 error, nothing was written
""",
    ),
    Case(
        "denominator of a ratio",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: answered",
                "                scale: answered\n                denominator: population",
            ),
        ),
        """
p/indicators.yaml:65:30: error: 'people.requests' is scored by ratio and cannot be divided [denominator]
  65 |                 denominator: population
     |                              ^
  = remove 'denominator'
1 error, nothing was written
""",
    ),
    Case(
        "denominator of a survey measure",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (REGISTRY, "            min_n: 30", "            min_n: 30\n            denominator: population"),
        ),
        """
p/indicators.yaml:77:26: error: 'satisfaction.body' is a survey measure and cannot be divided [denominator]
  77 |             denominator: population
     |                          ^
  = remove 'denominator'
1 error, nothing was written
""",
    ),
    Case(
        "per without a denominator",
        ((REGISTRY, "                scale: sessions", "                scale: sessions\n                per: 1000"),),
        """
p/indicators.yaml:61:22: error: 'people.sessions' has 'per' and no 'denominator' [denominator]
  61 |                 per: 1000
     |                      ^
  = add 'denominator: COLUMN'
1 error, nothing was written
""",
    ),
    Case(
        "per nothing",
        (
            (REGISTRY, "scales:\n", "denominators: {population: {title: {kk: a, ru: a, en: a}}}\nscales:\n"),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                denominator: population\n                per: 0",
            ),
        ),
        """
p/indicators.yaml:63:22: error: 'per' must be above 0, found '0' [bounds]
  63 |                 per: 0
     |                      ^
1 error, nothing was written
""",
    ),
    Case(
        "steps with less as better",
        (
            (
                REGISTRY,
                "  sessions: {goalposts: {min: 0, max: 12, clamp: false}}",
                "  sessions: {bands: [[0, 0], [12, 100]]}",
            ),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                better: lower",
            ),
        ),
        """
p/indicators.yaml:61:25: error: 'people.sessions' says 'better: lower', but the scale 'sessions' states its scores [better]
  61 |                 better: lower
     |                         ^
  = remove 'better' and write the scores in the scale
1 error, nothing was written
""",
    ),
    Case(
        "codes of a top box",
        ((REGISTRY, "            measure: mean\n", "            measure: top_box\n            codes: [5]\n"),),
        """
p/indicators.yaml:80:20: error: 'satisfaction.roads' is a top box and takes no codes [measure-codes]
  80 |             codes: [5]
     |                    ^
  = remove 'codes'
1 error, nothing was written
""",
    ),
    Case(
        "boxes of a mean",
        ((REGISTRY, "            measure: mean\n", "            measure: mean\n            boxes: 3\n"),),
        """
p/indicators.yaml:80:20: error: 'satisfaction.roads' is a mean and takes no boxes [measure-boxes]
  80 |             boxes: 3
     |                    ^
  = remove 'boxes', or write 'measure: top_box'
1 error, nothing was written
""",
    ),
    Case(
        "no box at all",
        ((REGISTRY, "            measure: mean\n", "            measure: top_box\n            boxes: 0\n"),),
        """
p/indicators.yaml:80:20: error: 'boxes' must be at least 1, found '0' [bounds]
  80 |             boxes: 0
     |                    ^
1 error, nothing was written
""",
    ),
    Case(
        "among without a question",
        ((REGISTRY, "            measure: share\n", "            measure: share\n            among: users\n"),),
        """
p/indicators.yaml:74:20: error: 'satisfaction.body' has 'among' and no 'question' that is put to those people [measure-among]
  74 |             among: users
     |                    ^
  = add 'question', or remove 'among'
1 error, nothing was written
""",
    ),
    Case(
        "boxes and among without a measure",
        (
            (
                REGISTRY,
                "            question: q_roads\n            measure: mean\n",
                "            boxes: 2\n            among: users\n",
            ),
        ),
        """
p/indicators.yaml:78:20: error: 'satisfaction.roads' has 'boxes', 'among' and no 'measure' [measure]
  78 |             boxes: 2
     |                    ^
  = add 'measure:' with one of 'mean', 'share', 'top_box', 'median', 'dont_know', 'refused'
1 error, nothing was written
""",
    ),
    Case(
        "publication profile that is none",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\npublication: {profile: nhcs, min_n: 0, half_width: 0}",
            ),
        ),
        """
p/indicators.yaml:82:24: error: 'nhcs' is not a value of 'profile' [value]
  82 | publication: {profile: nhcs, min_n: 0, half_width: 0}
     |                        ^
  = did you mean 'nchs'? allowed: 'standard', 'nchs', 'open'
p/indicators.yaml:82:37: error: 'min_n' must be at least 1, found '0' [bounds]
  82 | publication: {profile: nhcs, min_n: 0, half_width: 0}
     |                                     ^
p/indicators.yaml:82:52: error: 'half_width' must be above 0, found '0' [bounds]
  82 | publication: {profile: nhcs, min_n: 0, half_width: 0}
     |                                                    ^
3 errors, nothing was written
""",
    ),
    Case(
        "uncertainty that is no mapping",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: all"),),
        """
p/indicators.yaml:82:14: error: 'uncertainty' must be a mapping of keys to values, found 'all' [type]
  82 | uncertainty: all
     |              ^
  = write it like this: {weights: {component: {noise: 0.25}}, top: [3]}
1 error, nothing was written
""",
    ),
    Case(
        "uncertainty with an unknown key",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {leaveout: [component]}"),),
        """
p/indicators.yaml:82:15: error: 'leaveout' is not a key here [unknown-key]
  82 | uncertainty: {leaveout: [component]}
     |               ^
  = did you mean 'leave_out'? allowed: 'weights', 'aggregation', 'scales', 'missing', 'leave_out', 'assessors', 'top'
1 error, nothing was written
""",
    ),
    Case(
        "weights of an unknown level",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {components: {noise: 0.25}}}",
            ),
        ),
        """
p/indicators.yaml:82:25: error: 'components' is not a key here [unknown-key]
  82 | uncertainty: {weights: {components: {noise: 0.25}}}
     |                         ^
  = did you mean 'component'? allowed: 'component', 'block', 'sub_block', 'indicator'
1 error, nothing was written
""",
    ),
    Case(
        "weights drawn without a mapping",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {component: 0.25}}",
            ),
        ),
        """
p/indicators.yaml:82:36: error: 'component' must be a mapping of keys to values, found '0.25' [type]
  82 | uncertainty: {weights: {component: 0.25}}
     |                                    ^
  = write it like this: weights: {component: {noise: 0.25}, block: {dirichlet: 100}}
1 error, nothing was written
""",
    ),
    Case(
        "weights drawn in an unknown way",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {component: {nois: 0.25}}}",
            ),
        ),
        """
p/indicators.yaml:82:37: error: 'nois' is not a key here [unknown-key]
  82 | uncertainty: {weights: {component: {nois: 0.25}}}
     |                                     ^
  = did you mean 'noise'? allowed: 'noise', 'dirichlet'
1 error, nothing was written
""",
    ),
    Case(
        "noise and concentration out of bounds",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {component: {noise: 25}, sub_block: {dirichlet: 0}, indicator: {noise: 0}}}",
            ),
        ),
        """
p/indicators.yaml:82:44: error: 'noise' must be below 1, found '25' [bounds]
  82 | uncertainty: {weights: {component: {noise: 25}, sub_block: {dirichlet: 0}, indicator: {noise: 0}}}
     |                                            ^
  = write 0.25 for 25 %
p/indicators.yaml:82:72: error: 'dirichlet' must be above 0, found '0' [bounds]
  82 | uncertainty: {weights: {component: {noise: 25}, sub_block: {dirichlet: 0}, indicator: {noise: 0}}}
     |                                                                        ^
p/indicators.yaml:82:95: error: 'noise' must be above 0, found '0' [bounds]
  82 | uncertainty: {weights: {component: {noise: 25}, sub_block: {dirichlet: 0}, indicator: {noise: 0}}}
     |                                                                                               ^
3 errors, nothing was written
""",
    ),
    Case(
        "weights drawn in two ways and in none",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {component: {noise: 0.25, dirichlet: 100}, indicator: {}}}",
            ),
        ),
        """
p/indicators.yaml:82:36: error: 'component' says twice how its weights are drawn [varied-weights]
  82 | uncertainty: {weights: {component: {noise: 0.25, dirichlet: 100}, indicator: {}}}
     |                                    ^
  = keep one of 'noise', 'dirichlet'
p/indicators.yaml:82:78: error: 'indicator' does not say how its weights are drawn [varied-weights]
  82 | uncertainty: {weights: {component: {noise: 0.25, dirichlet: 100}, indicator: {}}}
     |                                                                              ^
  = write 'noise: 0.25' or 'dirichlet: 100'
2 errors, nothing was written
""",
    ),
    Case(
        "weights of nodes without siblings",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {weights: {block: {noise: 0.25}}, leave_out: [block]}",
            ),
        ),
        """
p/indicators.yaml:82:25: error: every block is the only child of its node, so weights cannot vary [varied-weights]
  82 | uncertainty: {weights: {block: {noise: 0.25}}, leave_out: [block]}
     |                         ^
  = remove 'block'
p/indicators.yaml:82:60: error: every block is the only child of its node, so leaving it out would leave nothing [leave-out]
  82 | uncertainty: {weights: {block: {noise: 0.25}}, leave_out: [block]}
     |                                                            ^
  = remove 'block'
2 errors, nothing was written
""",
    ),
    Case(
        "another mean of a level that is not written as a list",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {component: geometric}}",
            ),
        ),
        """
p/indicators.yaml:82:40: error: 'component' must be a list, found 'geometric' [type]
  82 | uncertainty: {aggregation: {component: geometric}}
     |                                        ^
  = write it like this: aggregation: {component: [geometric], index: [{power: 0.5}]}
1 error, nothing was written
""",
    ),
    Case(
        "other means as a list",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: [geometric]}",
            ),
        ),
        """
p/indicators.yaml:82:28: error: 'aggregation' must be a mapping of keys to values, found a list [type]
  82 | uncertainty: {aggregation: [geometric]}
     |                            ^
  = write it like this: aggregation: {component: [geometric], index: [{power: 0.5}]}
1 error, nothing was written
""",
    ),
    Case(
        "another mean that does not exist",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {component: [geometrik]}}",
            ),
        ),
        """
p/indicators.yaml:82:41: error: 'geometrik' is not a mean [value]
  82 | uncertainty: {aggregation: {component: [geometrik]}}
     |                                         ^
  = did you mean 'geometric'? allowed: 'arithmetic', 'geometric', 'harmonic', 'minimum', 'median', 'sum', 'product', 'mazziotta_pareto', 'copeland', {power: 2}
1 error, nothing was written
""",
    ),
    Case(
        "another mean of nodes that do not exist and of indicators",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {componant: [geometric], papers.heads: [median], indicator: [median]}}",
            ),
        ),
        """
p/indicators.yaml:82:29: error: there is no level or node 'componant' [varied-mean]
  82 | uncertainty: {aggregation: {componant: [geometric], papers.heads: [median], indicator: [median]}}
     |                             ^
  = did you mean 'component'? allowed: 'index', 'component', 'block', 'sub_block', 'external', 'openness', 'openness.papers', 'openness.people', 'internal', 'satisfaction'
p/indicators.yaml:82:53: error: 'papers.heads' is an indicator and combines nothing [varied-mean]
  82 | uncertainty: {aggregation: {componant: [geometric], papers.heads: [median], indicator: [median]}}
     |                                                     ^
  = name a node above it
p/indicators.yaml:82:77: error: indicators combine nothing [varied-mean]
  82 | uncertainty: {aggregation: {componant: [geometric], papers.heads: [median], indicator: [median]}}
     |                                                                             ^
  = name a node above it
3 errors, nothing was written
""",
    ),
    Case(
        "another mean that is the node's own, or stands twice",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {component: [arithmetic], index: [geometric, {power: 2}, {power: 2}]}}",
            ),
        ),
        """
p/indicators.yaml:82:41: error: 'arithmetic' is the mean of 'component' already [varied-mean]
  82 | uncertainty: {aggregation: {component: [arithmetic], index: [geometric, {power: 2}, {power: 2}]}}
     |                                         ^
  = remove it, the registry's own mean is drawn too
p/indicators.yaml:82:85: error: '{power: 2}' stands twice [varied-twice]
  82 | uncertainty: {aggregation: {component: [arithmetic], index: [geometric, {power: 2}, {power: 2}]}}
     |                                                                                     ^
  = keep one of the two
2 errors, nothing was written
""",
    ),
    Case(
        "another mean that compares authorities",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {component: [copeland]}}",
            ),
        ),
        """
p/indicators.yaml:82:41: error: 'copeland' compares authorities with each other and cannot be drawn [varied-mean]
  82 | uncertainty: {aggregation: {component: [copeland]}}
     |                                         ^
  = use another mean
1 error, nothing was written
""",
    ),
    Case(
        "another mean that needs every child",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {openness.papers: [product], index: [sum]}}",
            ),
        ),
        """
p/indicators.yaml:82:47: error: 'product' needs every child, and 'papers.budget' may be not applicable [every-child]
  82 | uncertainty: {aggregation: {openness.papers: [product], index: [sum]}}
     |                                               ^
  = remove 'not_applicable', or use another aggregation
p/indicators.yaml:82:65: error: the sum 'index' can leave the range 0 to 100: its weights add up to 100 [sum-range]
  82 | uncertainty: {aggregation: {openness.papers: [product], index: [sum]}}
     |                                                                 ^
  = let the weights add up to at most 1
2 errors, nothing was written
""",
    ),
    Case(
        "another mean outside the range, and a power of 0",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {aggregation: {internal: [mazziotta_pareto, {power: 0}]}}",
            ),
        ),
        """
p/indicators.yaml:82:40: error: 'mazziotta_pareto' needs no range, or one whose high end is at most twice its low end, such as [70, 130], not the range 0 to 100 [mean-range]
  82 | uncertainty: {aggregation: {internal: [mazziotta_pareto, {power: 0}]}}
     |                                        ^
  = use another aggregation or another range
p/indicators.yaml:82:58: error: 'power' has no value for 0 [mean-power]
  82 | uncertainty: {aggregation: {internal: [mazziotta_pareto, {power: 0}]}}
     |                                                          ^
  = write 'geometric', which is the limit at 0
2 errors, nothing was written
""",
    ),
    Case(
        "missing as zero without a range that begins at 0",
        (
            (REGISTRY, "tiers:\n  region", "range: [1, 100]\ntiers:\n  region"),
            (REGISTRY, "levels: {full: 100, partial: 50, none: 0}", "levels: {full: 100, partial: 50, none: 1}"),
            (REGISTRY, "{id: B, from: 0,", "{id: B, from: 1,"),
            (REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {missing: [zero]}"),
        ),
        """
p/indicators.yaml:83:25: error: 'missing: zero' needs a range that begins at 0, not the range 1 to 100 [missing-zero]
  83 | uncertainty: {missing: [zero]}
     |                         ^
  = remove 'zero'
1 error, nothing was written
""",
    ),
    Case(
        "scales of uncertainty that do not exist",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {scales: {publishd: [points], published: [publihed]}}",
            ),
        ),
        """
p/indicators.yaml:82:24: error: there is no scale 'publishd' [unknown-scale]
  82 | uncertainty: {scales: {publishd: [points], published: [publihed]}}
     |                        ^
  = did you mean 'published'? allowed: 'published', 'share', 'opinion', 'sessions', 'answered', 'points'
p/indicators.yaml:82:56: error: there is no scale 'publihed' [unknown-scale]
  82 | uncertainty: {scales: {publishd: [points], published: [publihed]}}
     |                                                        ^
  = did you mean 'published'? allowed: 'published', 'share', 'opinion', 'sessions', 'answered', 'points'
2 errors, nothing was written
""",
    ),
    Case(
        "a scale in its own place, twice, and of nobody",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {scales: {opinion: [opinion, points, points], points: [opinion]}}",
            ),
        ),
        """
p/indicators.yaml:82:34: error: the scale 'opinion' stands in its own place [varied-scale]
  82 | uncertainty: {scales: {opinion: [opinion, points, points], points: [opinion]}}
     |                                  ^
  = remove it, the registry's own scale is drawn too
p/indicators.yaml:82:51: error: 'points' stands twice [varied-twice]
  82 | uncertainty: {scales: {opinion: [opinion, points, points], points: [opinion]}}
     |                                                   ^
  = keep one of the two
p/indicators.yaml:82:60: error: no indicator uses the scale 'points', so nothing varies [varied-scale]
  82 | uncertainty: {scales: {opinion: [opinion, points, points], points: [opinion]}}
     |                                                            ^
  = remove 'points'
3 errors, nothing was written
""",
    ),
    Case(
        "a scale that reads something else",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {scales: {published: [points], opinion: [published], answered: [sessions]}}",
            ),
        ),
        """
p/indicators.yaml:82:36: error: the scale 'points' reads numbers, and 'published' reads levels [varied-scale]
  82 | uncertainty: {scales: {published: [points], opinion: [published], answered: [sessions]}}
     |                                    ^
  = use a scale that reads levels
p/indicators.yaml:82:55: error: the scale 'published' reads levels, and 'opinion' reads numbers [varied-scale]
  82 | uncertainty: {scales: {published: [points], opinion: [published], answered: [sessions]}}
     |                                                       ^
  = use a scale that reads numbers
p/indicators.yaml:82:78: error: the scale 'sessions' reads numbers, and 'answered' reads counts [varied-scale]
  82 | uncertainty: {scales: {published: [points], opinion: [published], answered: [sessions]}}
     |                                                                              ^
  = use a scale that reads counts
3 errors, nothing was written
""",
    ),
    Case(
        "a scale of fewer levels, and a ratio of other parts",
        (
            (
                REGISTRY,
                "  points: identity",
                "  points: identity\n  strict: {levels: {full: 100, none: 0}}\n  in_time: {ratio: {numerator: {in_time: 1}, denominator: received}}",
            ),
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {scales: {published: [strict], answered: [in_time]}}",
            ),
        ),
        """
p/indicators.yaml:84:36: error: the scale 'strict' has no level 'partial' of 'published' [varied-scale]
  84 | uncertainty: {scales: {published: [strict], answered: [in_time]}}
     |                                    ^
  = add 'partial' to it
p/indicators.yaml:84:56: error: the scale 'in_time' has the parts 'received', 'in_time', and 'answered' has 'received', 'in_time', 'late' [varied-scale]
  84 | uncertainty: {scales: {published: [strict], answered: [in_time]}}
     |                                                        ^
  = use a ratio of 'received', 'in_time', 'late'
2 errors, nothing was written
""",
    ),
    Case(
        "a scale that states its scores, and one over a base period",
        (
            (
                REGISTRY,
                "  points: identity",
                "  points: identity\n  steps: {piecewise: [[0, 0], [12, 100]]}\n  other: {minmax: {over: 2025-Q4}}",
            ),
            (
                REGISTRY,
                "                scale: sessions",
                "                scale: sessions\n                better: lower",
            ),
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {scales: {sessions: [steps, other]}}",
            ),
        ),
        """
p/indicators.yaml:85:35: error: 'people.sessions' says 'better: lower', but the scale 'steps' states its scores [varied-scale]
  85 | uncertainty: {scales: {sessions: [steps, other]}}
     |                                   ^
  = use a scale that can be turned, such as goalposts
p/indicators.yaml:85:42: error: the scale 'other' is made over 2025-Q4, and cannot stand in the place of another [varied-scale]
  85 | uncertainty: {scales: {sessions: [steps, other]}}
     |                                          ^
  = use a scale that needs no base period
2 errors, nothing was written
""",
    ),
    Case(
        "what stands twice in lists of uncertainty",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {missing: [zero, mean, zero], leave_out: [component, component], top: [3, 3]}",
            ),
        ),
        """
p/indicators.yaml:82:37: error: 'zero' stands twice [varied-twice]
  82 | uncertainty: {missing: [zero, mean, zero], leave_out: [component, component], top: [3, 3]}
     |                                     ^
  = keep one of the two
p/indicators.yaml:82:67: error: 'component' stands twice [varied-twice]
  82 | uncertainty: {missing: [zero, mean, zero], leave_out: [component, component], top: [3, 3]}
     |                                                                   ^
  = keep one of the two
p/indicators.yaml:82:88: error: 3 does not come after 3 [top]
  82 | uncertainty: {missing: [zero, mean, zero], leave_out: [component, component], top: [3, 3]}
     |                                                                                        ^
  = sort the numbers, each once
3 errors, nothing was written
""",
    ),
    Case(
        "empty lists of uncertainty",
        (
            (
                REGISTRY,
                "territory: {rule: pooled}",
                "territory: {rule: pooled}\nuncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}",
            ),
        ),
        """
p/indicators.yaml:82:24: error: 'missing' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                        ^
  = write it like this: missing: [zero, mean]
p/indicators.yaml:82:39: error: 'leave_out' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                                       ^
  = write it like this: leave_out: [component, block]
p/indicators.yaml:82:48: error: 'top' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                                                ^
  = write it like this: top: [3, 10]
p/indicators.yaml:82:72: error: 'published' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                                                                        ^
  = write it like this: scales: {published: [strict]}
p/indicators.yaml:82:98: error: 'index' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                                                                                                  ^
  = write it like this: aggregation: {component: [geometric], index: [{power: 0.5}]}
p/indicators.yaml:82:112: error: 'weights' is empty [value]
  82 | uncertainty: {missing: [], leave_out: [], top: [], scales: {published: []}, aggregation: {index: []}, weights: {}}
     |                                                                                                                ^
  = write it like this: weights: {component: {noise: 0.25}, block: {dirichlet: 100}}
6 errors, nothing was written
""",
    ),
    Case(
        "a rate of assessors that is none",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {assessors: guessed}"),),
        """
p/indicators.yaml:82:26: error: 'guessed' does not say how often assessors err [value]
  82 | uncertainty: {assessors: guessed}
     |                          ^
  = allowed: 'estimated', 'none', {rate: 0.05}
1 error, nothing was written
""",
    ),
    Case(
        "a rate of assessors that is too large",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {assessors: {rate: 5}}"),),
        """
p/indicators.yaml:82:33: error: 'rate' must be below 0.5, found '5' [bounds]
  82 | uncertainty: {assessors: {rate: 5}}
     |                                 ^
  = write 0.05 for 5 %
1 error, nothing was written
""",
    ),
    Case(
        "numbers of the best that do not ascend or count nobody",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {top: [10, 3]}"),),
        """
p/indicators.yaml:82:25: error: 3 does not come after 10 [top]
  82 | uncertainty: {top: [10, 3]}
     |                         ^
  = sort the numbers, each once
1 error, nothing was written
""",
    ),
    Case(
        "numbers of the best out of bounds",
        ((REGISTRY, "territory: {rule: pooled}", "territory: {rule: pooled}\nuncertainty: {top: [0, 2.5]}"),),
        """
p/indicators.yaml:82:21: error: 'top' must be at least 1, found '0' [bounds]
  82 | uncertainty: {top: [0, 2.5]}
     |                     ^
p/indicators.yaml:82:24: error: 'top' must be a whole number, found '2.5' [type]
  82 | uncertainty: {top: [0, 2.5]}
     |                        ^
  = write it like this: top: [3, 10]
2 errors, nothing was written
""",
    ),
)
