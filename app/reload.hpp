#pragma once

#include "actors/context.hpp"
#include "app/config.hpp"
#include "domain/support/live.hpp"
#include "http/server/request_policy.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace tradeeon {

class webhook_sender;

/// How two configurations differ, by option name.
struct config_changes {
  std::vector<std::string_view> taken;   ///< a running server can take these over
  std::vector<std::string_view> restart; ///< these need a restart
};
[[nodiscard]] config_changes compare(const config& running, const config& wanted);

/// `running` with all that a running server can take over from `wanted`.
[[nodiscard]] config taken_over(const config& running, const config& wanted);

/// The settings that may change, where those who use them read them. Changed by
/// one thread, read by many.
class live_settings {
public:
  /// `jwt` signs tokens: the configured secret, or the one of the data directory.
  live_settings(const config& first, const secret& jwt);

  /// All at once; `sender` and the log are told too.
  void apply(const config& next, const secret& jwt, webhook_sender& sender);

  [[nodiscard]] http::live_policy requests() const { return requests_; }
  [[nodiscard]] std::shared_ptr<live<engine_limits>> limits() const { return limits_; }
  [[nodiscard]] std::shared_ptr<const std::atomic<bool>> private_webhooks() const {
    return private_webhooks_;
  }

private:
  std::shared_ptr<live<http::request_policy>> requests_;
  std::shared_ptr<live<engine_limits>> limits_;
  std::shared_ptr<std::atomic<bool>> private_webhooks_;
};

/// Takes a changed configuration over: all that may change, or nothing of it.
/// One thread.
class reloader {
public:
  /// `read_again` loads the configuration from where it came from. All the others
  /// outlive the reloader.
  reloader(config first, std::function<result<config>()> read_again,
           live_settings& changing, webhook_sender& sender, counters& count)
      : now_(std::move(first)), read_again_(std::move(read_again)), changing_(changing),
        sender_(sender), count_(count) {}

  /// Logs and counts how it went. A bad configuration changes nothing.
  void run();
  /// What is in force.
  [[nodiscard]] const config& now() const noexcept { return now_; }

private:
  result<void> take_over();

  config now_;
  std::function<result<config>()> read_again_;
  live_settings& changing_;
  webhook_sender& sender_;
  counters& count_;
};

} // namespace tradeeon
