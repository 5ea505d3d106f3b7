#pragma once

#include "domain/support/bytes.hpp"
#include "domain/support/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tradeeon {

/// Money: a decimal number with 18 digits after the point, exact within
/// ±1.7·10²⁰. Sums and differences are exact; so are products of two numbers with
/// together at most 18 digits after the point (a price times a quantity). Longer
/// products and quotients are cut towards zero. What leaves the range throws
/// `std::overflow_error`: the caller's state is then not to be used any more.
class decimal {
public:
  __extension__ using units = __int128;
  static constexpr int digits = 18;

  constexpr decimal() = default;
  constexpr decimal(std::int64_t whole) // NOLINT: implicit by intent
      : units_(static_cast<units>(whole) * one) {}

  /// Plain or scientific notation ("0.00012", "1.2e-4"). A problem where it is not a
  /// number, leaves the range, or has more than 18 digits after the point.
  static result<decimal> parse(std::string_view text);
  /// The shortest decimal that reads back as `x`: what the feed wrote. Digits beyond
  /// the 18th are cut. `x` is finite and within the range.
  static decimal from_double(double x);
  static constexpr decimal from_units(units x) {
    decimal out;
    out.units_ = x;
    return out;
  }

  [[nodiscard]] constexpr units raw() const noexcept { return units_; }
  [[nodiscard]] double to_double() const noexcept;
  /// Plain notation without needless zeros: "0.00012", "-5", "0".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] constexpr bool is_zero() const noexcept { return units_ == 0; }
  [[nodiscard]] constexpr bool positive() const noexcept { return units_ > 0; }
  [[nodiscard]] constexpr bool negative() const noexcept { return units_ < 0; }
  [[nodiscard]] decimal abs() const { return units_ < 0 ? -*this : *this; }

  /// The nearest multiple of `step` at or below it, at or above it, or nearest to it
  /// (half goes up). `step` > 0.
  [[nodiscard]] decimal floor_to(decimal step) const;
  [[nodiscard]] decimal ceil_to(decimal step) const;
  [[nodiscard]] decimal round_to(decimal step) const;
  [[nodiscard]] bool multiple_of(decimal step) const noexcept {
    return units_ % step.units_ == 0;
  }

  decimal operator-() const { return from_units(-units_); }
  decimal& operator+=(decimal b);
  decimal& operator-=(decimal b);
  friend decimal operator+(decimal a, decimal b) { return a += b; }
  friend decimal operator-(decimal a, decimal b) { return a -= b; }
  friend decimal operator*(decimal a, decimal b);
  /// `b` is not 0.
  friend decimal operator/(decimal a, decimal b);
  /// a · b / c with one cut at the end. `c` is not 0.
  static decimal scaled(decimal a, decimal b, decimal c);

  friend constexpr bool operator==(decimal a, decimal b) { return a.units_ == b.units_; }
  friend constexpr bool operator!=(decimal a, decimal b) { return a.units_ != b.units_; }
  friend constexpr bool operator<(decimal a, decimal b) { return a.units_ < b.units_; }
  friend constexpr bool operator<=(decimal a, decimal b) { return a.units_ <= b.units_; }
  friend constexpr bool operator>(decimal a, decimal b) { return a.units_ > b.units_; }
  friend constexpr bool operator>=(decimal a, decimal b) { return a.units_ >= b.units_; }

private:
  static constexpr units one = 1'000'000'000'000'000'000;
  units units_ = 0; ///< multiples of 10⁻¹⁸
};

/// `x` percent of `of`.
[[nodiscard]] decimal percent_of(decimal x, decimal of);

/// Durable form.
void save(byte_writer& out, decimal x);
[[nodiscard]] decimal load_decimal(byte_reader& in);

} // namespace tradeeon
