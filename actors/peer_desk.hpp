#pragma once

#include "actors/batches.hpp"
#include "domain/market/ring.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tradeeon {

/// Keeps the newest accepted candles of the symbols that others read, and says when
/// a reader has waited long enough for them. Candles are what is waited for, never
/// their evaluation: two symbols may read each other. Pure; time is its user's.
class peer_desk {
public:
  explicit peer_desk(std::size_t bars_kept) : bars_kept_(bars_kept) {}

  [[nodiscard]] bool keeps(const std::string& symbol) const {
    return symbols_.count(symbol) > 0;
  }
  /// Begins to keep a symbol's candles; those accepted before are not known.
  void keep(const std::string& symbol) { symbols_.try_emplace(symbol, bars_kept_); }
  /// A closed candle of a symbol that is kept; one that is not newer, or of another
  /// timeframe than those before, is passed over.
  void take(const std::string& symbol, timeframe base, const candle& bar);

  /// The answer, where nothing has to be waited for: the candles are there, or there
  /// is no sign that they will come. Else the question is kept under `id`.
  std::optional<peer_bars> ask(std::uint64_t id, const peer_ask& asked);
  /// Questions on a symbol whose candles have come meanwhile, with their answers.
  std::vector<std::pair<std::uint64_t, peer_bars>> answered(const std::string& symbol);
  /// The answer to a question that waits no longer; nothing where it was answered.
  std::optional<peer_bars> give_up(std::uint64_t id);

private:
  struct kept {
    explicit kept(std::size_t n) : bars(n) {}
    std::optional<timeframe> base;
    ring<candle> bars;
    time_ms complete_after = peer_bars::nothing_kept;
    bool silent = false; ///< waited for in vain since its newest candle
  };
  [[nodiscard]] static bool reaches(const kept& of, const peer_ask& asked);
  [[nodiscard]] static peer_bars answer(const kept& of, const peer_ask& asked);

  std::size_t bars_kept_;
  std::map<std::string, kept> symbols_;
  std::map<std::uint64_t, peer_ask> waiting_;
};

} // namespace tradeeon
