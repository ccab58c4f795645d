"""Plane and sphere: what a location message needs to become a grid.

WeChat's location messages and China's map services use GCJ-02; GPS pictures and foreign maps use
WGS-84. The shift follows the widely published approximation of GCJ-02 (error below 10 m).
"""

from collections.abc import Sequence
from math import asin, cos, pi, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_008.8
_AXIS = 6_378_245.0  # Krasovsky 1940, metres
_FLATTENING = 0.00669342162296594323


def wgs84_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """(latitude, longitude) in GCJ-02, degrees; outside China's rough frame unchanged."""
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    x, y = longitude - 105.0, latitude - 35.0
    wave = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (wave + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (wave + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = radians(latitude)
    curve = 1.0 - _FLATTENING * sin(phi) ** 2
    north = north * 180.0 / (_AXIS * (1.0 - _FLATTENING) / (curve * sqrt(curve)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(curve) * cos(phi) * pi)
    return latitude + north, longitude + east


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) points, metres."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    up, across = radians(lat_b - lat_a), radians(lon_b - lon_a)
    chord = sin(up / 2) ** 2 + cos(radians(lat_a)) * cos(radians(lat_b)) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def inside(latitude: float, longitude: float, ring: Sequence[tuple[float, float]]) -> bool:
    """Whether the point lies in the ring of (longitude, latitude), closed or not."""
    within = False
    x_before, y_before = ring[-1]
    for x, y in ring:
        if (y > latitude) != (y_before > latitude):
            crossing = x + (latitude - y) / (y_before - y) * (x_before - x)
            within ^= longitude < crossing
        x_before, y_before = x, y
    return within


def ring_size(ring: Sequence[tuple[float, float]]) -> float:
    """Area of the ring in square degrees; only good for comparing neighbours."""
    corners = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x * y2 - x2 * y for (x, y), (x2, y2) in corners)) / 2
