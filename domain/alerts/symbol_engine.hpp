#pragma once

#include "domain/alerts/alert.hpp"
#include "domain/alerts/trigger.hpp"
#include "domain/market/candle.hpp"
#include "domain/market/timeframe.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tradeeon {

/// One symbol's evaluation without actors: the same graph and alert book that
/// the actors drive, for `replay`, embedders and tests. Not thread-safe.
class symbol_engine {
public:
  /// `history`: closed bars kept per timeframe.
  symbol_engine(std::string symbol, timeframe base, std::size_t history);
  ~symbol_engine();

  /// Adds or replaces an alert; takes effect from the next candle on.
  result<void> put(const alert& row);

  /// Advances by one candle (closed or forming). Returns what fired, ordered by
  /// bar, then alert id. A candle that is refused is a problem and changes
  /// nothing; duplicates and older candles return nothing.
  result<std::vector<firing>> apply(const candle& bar);

  /// A closed candle of another symbol that alerts read; it is seen from the first
  /// step at or after its close. False, and nothing is taken, where no alert reads that
  /// symbol, it came with another timeframe, or with a newer candle before.
  bool offer(const std::string& peer, timeframe base, const candle& bar);
  /// The other symbols that the alerts read.
  [[nodiscard]] std::vector<std::string> peers() const;

  /// Distinct conditions × bars so far.
  [[nodiscard]] std::uint64_t evaluations() const noexcept;

private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

} // namespace tradeeon
