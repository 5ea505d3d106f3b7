#pragma once

#include "actors/bots/wire.hpp"
#include "actors/failure.hpp"
#include "tests/support/engine_fixture.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradeeon::test {

/// An engine over the memory store that runs bots, in virtual time.
struct bots_fixture : engine_fixture {
  /// Starts the engine with bots; `tune` may change more.
  void begin(const std::function<void(engine_context&)>& tune = {});
  /// An engine with another, empty store.
  void afresh(const std::function<void(engine_context&)>& tune = {});

  /// The bot of a config as POST /api/v1/bots takes it.
  [[nodiscard]] bot_draft draft(const std::string& bot_id, const std::string& config,
                                const std::string& user = "u") const;
  bot make(const std::string& bot_id, const std::string& config,
           const std::string& user = "u");
  bot_run run(const std::string& bot_id, const std::string& user = "u");
  bot command(const std::string& bot_id, bot_command::kind what,
              const std::string& user = "u");
  void set_state(const std::string& user, trading_state to, bool flatten = false);
  /// The code with which a request is refused; nothing where it is answered.
  template <class T, class... Ts>
  std::optional<problem_code> refused(const caf::actor& whom, Ts&&... request);

  [[nodiscard]] bot row(const std::string& bot_id, const std::string& user = "u");
  /// Orders, fills, deals and figures of a bot, a line each.
  [[nodiscard]] std::vector<std::string> books(const std::string& bot_id,
                                               const std::string& user = "u");
  [[nodiscard]] std::size_t orders(const std::string& bot_id,
                                   const std::string& user = "u");
  /// Types of the diary's lines, oldest first.
  [[nodiscard]] std::vector<std::string> diary(const std::string& bot_id,
                                               const std::string& user = "u");
  [[nodiscard]] bool works(const std::string& bot_id) {
    return ask<bool>(find(role::trading), status_atom_v, bot_id);
  }
};

template <class T, class... Ts>
std::optional<problem_code> bots_fixture::refused(const caf::actor& whom,
                                                  Ts&&... request) {
  auto pending = self->request(whom, caf::infinite, std::forward<Ts>(request)...);
  settle();
  std::optional<problem_code> out;
  REQUIRE(self->has_next_message());
  pending.receive([](const T&) {},
                  [&](const caf::error& why) { out = to_problem(why).code; });
  return out;
}

} // namespace tradeeon::test
