#pragma once

#include "actors/bot_api.hpp"
#include "actors/context.hpp"

#include <caf/fwd.hpp>

namespace tradeeon {

/// bot_api over an engine's actors, for any thread. Must not outlive the system.
class bot_client final : public bot_api {
public:
  bot_client(caf::actor_system& system, context_ptr context)
      : system_(system), context_(std::move(context)) {}

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

private:
  /// Waits until the symbols' actors have taken changed questions in.
  void settle(const std::vector<std::string>& symbols);

  caf::actor_system& system_;
  context_ptr context_;
};

} // namespace tradeeon
