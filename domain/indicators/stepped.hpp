// One function serves an indicator's peek and its commit.
#pragma once

#include "domain/indicators/indicator.hpp"
#include "domain/indicators/outputs.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace tradeeon {

/// Moves a block without changing it.
struct peeking {
  template <class Block>
  auto operator()(const Block& block, double x) const noexcept {
    return block.next(x);
  }
  template <class T>
  void keep(const T&, const T&) const noexcept {}
};

/// Moves a block for good.
struct committing {
  template <class Block>
  auto operator()(Block& block, double x) const noexcept {
    return block.commit(x);
  }
  /// Remembers a value for the next candle.
  template <class T>
  void keep(T& where, const T& what) const noexcept {
    where = what;
  }
};

/// An indicator from a core that says
///   Core(const std::vector<double>& parameters);
///   template <class Self, class Step>
///   static output_values move(Self&, source_values, const candle&, Step) noexcept;
///   template <class Self, class Visit> static void each(Self&, Visit);
/// `move` touches its state by `step(block, x)` and `step.keep(member, value)`
/// only; `each` calls its argument with every block and member of the state.
template <class Core>
class stepped final : public indicator {
public:
  explicit stepped(const std::vector<double>& parameters) : core_(parameters) {}

  output_values commit(source_values x, const candle& bar) noexcept override {
    return Core::move(core_, x, bar, committing{});
  }
  [[nodiscard]] output_values peek(source_values x,
                                   const candle& bar) const noexcept override {
    return Core::move(core_, x, bar, peeking{});
  }
  void save(byte_writer& out) const override {
    Core::each(core_, [&](const auto& part) {
      using part_type = std::decay_t<decltype(part)>;
      if constexpr (std::is_same_v<part_type, double>)
        out.f64(part);
      else if constexpr (std::is_integral_v<part_type>)
        out.i64(static_cast<std::int64_t>(part));
      else
        part.save(out);
    });
  }
  void load(byte_reader& in) override {
    Core::each(core_, [&](auto& part) {
      using part_type = std::decay_t<decltype(part)>;
      if constexpr (std::is_same_v<part_type, double>)
        part = in.f64();
      else if constexpr (std::is_integral_v<part_type>)
        part = static_cast<part_type>(in.i64());
      else
        part.load(in);
    });
  }

private:
  Core core_;
};

/// The `make` of a registry entry.
template <class Core>
[[nodiscard]] std::unique_ptr<indicator>
make_stepped(const std::vector<double>& parameters) {
  return std::make_unique<stepped<Core>>(parameters);
}

/// A length among the parameters.
[[nodiscard]] inline std::uint32_t whole(double parameter) noexcept {
  return static_cast<std::uint32_t>(parameter);
}

/// Candles until the start of an average whose newest value has this weight shows
/// by less than 1e-10 of what it was: a tenth of what `settles` promises.
[[nodiscard]] inline int memory_of(double weight) noexcept {
  return weight >= 1 ? 1 : static_cast<int>(std::ceil(-23.1 / std::log1p(-weight)));
}
[[nodiscard]] inline int exponential_memory(double length) noexcept {
  return memory_of(2 / (length + 1));
}
[[nodiscard]] inline int wilder_memory(double length) noexcept {
  return memory_of(1 / length);
}

} // namespace tradeeon
