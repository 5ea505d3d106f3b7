// A bot side of the engine that keeps what it is asked, and keeps bots in the store:
// nothing trades.
#pragma once

#include "actors/bot_api.hpp"
#include "storage/store.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tradeeon::test {

class recording_bots final : public bot_api {
public:
  /// `guard` is held while the store is used.
  recording_bots(storage::store& store, std::mutex& guard, std::function<time_ms()> now)
      : store_(store), guard_(guard), now_(std::move(now)) {}

  result<bot> create_bot(const bot_draft& draft) override;
  result<bot> edit_bot(const bot_draft& draft, bool to_open_deals) override;
  result<void> delete_bot(const std::string& user_id, const std::string& bot_id) override;
  result<bot_run> start_bot(const bot_start& asked) override;
  result<bot> command_bot(const std::string& user_id, const std::string& bot_id,
                          const bot_command& command) override;
  result<void> set_trading_state(const std::string& user_id, trading_state state,
                                 const std::string& reason, bool flatten) override;
  [[nodiscard]] trading_state trading_state_of(const std::string& user_id) override;
  result<void> set_mood(std::uint32_t index) override;
  bool in_memory(const std::string& bot_id) override;

  /// Applies a commit of a run, as its actor would.
  void apply(storage::bot_commit made);

  std::vector<bot_draft> drafts;
  std::vector<bot_start> starts;
  std::vector<std::pair<std::string, bot_command>> commands; ///< by bot
  std::vector<bool> flattened;
  bool edited_open_deals = false;
  std::uint32_t mood = 0;
  std::atomic<int> conflicts_to_come{0};

private:
  template <class Use>
  auto in_transaction(Use use) -> decltype(use(std::declval<storage::bot_store&>()));

  storage::store& store_;
  std::mutex& guard_;
  std::function<time_ms()> now_;
};

} // namespace tradeeon::test
