# Makes cases.json: series and what scipy.stats.theilslopes says of them, for tests/theilslopes.rs.
# Run by hand where scipy is installed: python make.py > cases.json
import json

import numpy
import scipy
from scipy.stats import theilslopes

random = numpy.random.default_rng(8642)


def case(name, days, sizes, alpha):
    slope, _, low, high = theilslopes(sizes, days, alpha=alpha)
    return {
        "name": name, "alpha": alpha, "days": [int(day) for day in days], "sizes": [float(size) for size in sizes],
        "slope": float(slope), "low": float(low), "high": float(high),
    }


days = numpy.arange(120)
gappy = numpy.delete(days, [7, 8, 9, 40, 41, 42, 43, 44, 99])
spiky = 5e9 + 2.5e7 * days + random.normal(0, 1e7, 120)
spiky[[10, 50, 51, 90]] *= 3
cases = [
    case("a straight line", days[:30], 1e9 + 3e6 * days[:30], 0.8),
    case("the fewest readings", days[:14], numpy.round(1e6 + 5e3 * days[:14] + random.normal(0, 2e4, 14)), 0.8),
    case("noise about a line", days, numpy.round(2e10 + 1e8 * days + random.normal(0, 3e8, 120)), 0.8),
    case("noise about a line, at 95 %", days, numpy.round(2e10 + 1e8 * days + random.normal(0, 3e8, 120)), 0.95),
    case("spikes", days, numpy.round(spiky), 0.8),
    case("gaps", gappy, numpy.round(7e9 - 1e7 * gappy + random.normal(0, 5e7, len(gappy))), 0.8),
    case("a random walk", days, numpy.round(1e9 + numpy.cumsum(random.normal(1e6, 4e6, 120))), 0.8),
    case("nothing happens", days[:60], numpy.full(60, 8192.0), 0.8),
    case("many ties", days[:60], numpy.floor(days[:60] / 9) * 8192 + 65536.0, 0.8),
    case("a year and more", numpy.arange(400), numpy.round(1e12 + 2e9 * numpy.arange(400) + random.normal(0, 4e9, 400)), 0.8),
]
print(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"'))
