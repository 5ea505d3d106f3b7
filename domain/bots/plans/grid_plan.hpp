#pragma once

#include "domain/bots/desk.hpp"

#include <vector>

namespace tradeeon {

/// Buys at each level of a grid and sells what that level bought at the next one up,
/// again and again. Each interval between two levels has at most one order, and each
/// round trip of it is a deal of its own.
class grid_plan final : public plan {
public:
  void on_bar(desk& at, const std::string& symbol, const market_bar& bar,
              const answers& said) override;
  void on_fill(desk& at, deal& of, order& what, const fill& piece) override;
  void on_closed(desk& at, const deal& of) override;
  void on_edit(desk& at, bool to_open_deals) override;
  [[nodiscard]] bool sells_on_stop(const desk& at) const override;
  void save(byte_writer& out) const override;
  void load(const desk& at, byte_reader& in) override;

private:
  enum class phase : std::uint8_t { waiting, running, over };
  struct interval {
    std::int32_t index = 0; ///< of its lower level; 0 is the lowest of the settings
    std::uint32_t deal = 0; ///< 0: none
  };
  /// The prices and amounts that it began with, or took on by an edit.
  struct shape {
    grid_settings told;
    decimal quantity;
  };
  [[nodiscard]] decimal level(const desk& at, std::int32_t index) const;
  [[nodiscard]] bool triggered(const desk& at, decimal price);
  void begin(desk& at, decimal price);
  void leave(desk& at, std::string_view reason);
  void leave_again(desk& at);
  /// Gives the interval the order that it lacks; `price` 0: in the midst of a bar.
  void serve(desk& at, interval& x, decimal price);
  void offer(desk& at, deal& of, const interval& x);
  void trail(desk& at, decimal price);
  void shift_up(desk& at);
  void shift_down(desk& at);
  [[nodiscard]] interval* interval_of(std::uint32_t deal);

  phase phase_ = phase::waiting;
  decimal trigger_side_; ///< first price seen while waiting; 0: none yet
  shape shape_;
  std::string symbol_;
  std::string ended_by_;            ///< what all is sold for; empty until then
  std::vector<interval> intervals_; ///< from the lowest up
};

} // namespace tradeeon
