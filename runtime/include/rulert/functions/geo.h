#pragma once
// Functions of rules on places on the earth, in degrees.
#include <cstdint>
#include <string_view>

#include "rulert/failure.h"
#include "rulert/math.h"
#include "rulert/scratch.h"
#include "rulert/time.h"

namespace rulert::functions {

namespace detail {
inline constexpr double kRadians = 0.017453292519943295;  // of a degree
inline constexpr double kEarthRadiusKm = 6371.0088;       // mean
inline constexpr double kKmOfMile = 1.609344;
}  // namespace detail

constexpr bool CoordinatesValid(double latitude, double longitude) noexcept {
  return latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
}

/// The way of a great circle: haversine formula.
inline double DistanceKm(ErrorKind& error, double latitude1, double longitude1, double latitude2,
                         double longitude2) noexcept {
  if (!CoordinatesValid(latitude1, longitude1) || !CoordinatesValid(latitude2, longitude2)) {
    error = ErrorKind::kCoordinates;
    return 0;
  }
  const double a = math::Sin((latitude2 - latitude1) * detail::kRadians / 2);
  const double b = math::Sin((longitude2 - longitude1) * detail::kRadians / 2);
  const double h = a * a + math::Cos(latitude1 * detail::kRadians) * math::Cos(latitude2 * detail::kRadians) * b * b;
  return 2 * detail::kEarthRadiusKm * math::Asin(__builtin_sqrt(h < 1 ? h : 1));
}
inline double DistanceMiles(ErrorKind& error, double latitude1, double longitude1, double latitude2,
                            double longitude2) noexcept {
  return DistanceKm(error, latitude1, longitude1, latitude2, longitude2) / detail::kKmOfMile;
}
/// Where the way begins: 0 north, 90 east; below 360.
inline double Bearing(ErrorKind& error, double latitude1, double longitude1, double latitude2,
                      double longitude2) noexcept {
  if (!CoordinatesValid(latitude1, longitude1) || !CoordinatesValid(latitude2, longitude2)) {
    error = ErrorKind::kCoordinates;
    return 0;
  }
  const double turn = (longitude2 - longitude1) * detail::kRadians;
  const double from = latitude1 * detail::kRadians;
  const double to = latitude2 * detail::kRadians;
  const double y = math::Sin(turn) * math::Cos(to);
  const double x = math::Cos(from) * math::Sin(to) - math::Sin(from) * math::Cos(to) * math::Cos(turn);
  const double degrees = math::Atan2(y, x) / detail::kRadians;
  const double positive = degrees < 0 ? degrees + 360 : degrees;
  return positive < 360 ? positive : 0;
}
inline double SpeedKmh(ErrorKind& error, double km, Duration took) noexcept {
  if (took.us == 0) {
    error = ErrorKind::kNoTimeBetween;
    return 0;
  }
  const double hours = static_cast<double>(took.us) / (3600.0 * static_cast<double>(kMicrosPerSecond));
  const double speed = km / (hours < 0 ? -hours : hours);
  if (__builtin_isfinite(speed)) return speed;
  error = ErrorKind::kFloatNotFinite;
  return 0;
}
/// A box whose west is east of its east lies across the 180th meridian.
constexpr bool InBox(double latitude, double longitude, double south, double west, double north, double east) noexcept {
  const bool between = west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
  return latitude >= south && latitude <= north && between;
}
inline std::string_view Geohash(ErrorKind& error, Scratch& scratch, double latitude, double longitude,
                                std::int64_t length) noexcept {
  if (!CoordinatesValid(latitude, longitude)) {
    error = ErrorKind::kCoordinates;
    return {};
  }
  if (length < 1 || length > 12) {
    error = ErrorKind::kOutOfDomain;
    return {};
  }
  double low[2] = {-180, -90};
  double high[2] = {180, 90};
  const double at[2] = {longitude, latitude};
  const auto size = static_cast<std::size_t>(length);
  char* const begin = scratch.AllocateChars(size);
  std::size_t axis = 0;
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t index = 0;
    for (int bit = 0; bit < 5; ++bit, axis ^= 1) {
      const double middle = (low[axis] + high[axis]) / 2;
      const bool upper = at[axis] >= middle;
      (upper ? low : high)[axis] = middle;
      index = index * 2 + (upper ? 1 : 0);
    }
    begin[i] = "0123456789bcdefghjkmnpqrstuvwxyz"[index];
  }
  return {begin, size};
}

}  // namespace rulert::functions
