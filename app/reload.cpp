#include "app/reload.hpp"

#include "actors/journal.hpp"
#include "app/log.hpp"
#include "app/option_table.hpp"
#include "app/secrets_file.hpp"
#include "http/clients/webhook_sender.hpp"

namespace tradeeon {

namespace {

http::request_policy policy_of(const config& from, const secret& jwt) {
  http::request_policy out;
  out.jwt_secret = jwt;
  out.previous_jwt_secrets = from.jwt_previous_secrets;
  out.cors_origins = from.cors_origins;
  out.reads_per_minute = from.rate_limit_per_minute;
  out.writes_per_minute = from.rate_limit_writes_per_minute;
  out.max_active_alerts = from.max_active_alerts;
  return out;
}

engine_limits limits_of(const config& from) {
  engine_limits out;
  out.max_active_alerts = from.max_active_alerts;
  out.retries.max_attempts = from.webhook_max_retries + 1;
  return out;
}

std::string names_of(const std::vector<std::string_view>& options) {
  std::string out;
  for (const auto& name : options)
    out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

} // namespace

config_changes compare(const config& running, const config& wanted) {
  config_changes out;
  for (const auto& option : all_options())
    if (option.get(running) != option.get(wanted))
      (option.reloadable ? out.taken : out.restart).push_back(option.name);
  return out;
}

config taken_over(const config& running, const config& wanted) {
  auto out = running;
  for (const auto& option : all_options())
    if (option.reloadable)
      (void)option.set(out, option.get(wanted)); // reads what it has written
  return out;
}

live_settings::live_settings(const config& first, const secret& jwt)
    : requests_(std::make_shared<live<http::request_policy>>(policy_of(first, jwt))),
      limits_(std::make_shared<live<engine_limits>>(limits_of(first))),
      private_webhooks_(
        std::make_shared<std::atomic<bool>>(first.allow_private_webhooks)) {}

result<void> reloader::take_over() {
  auto wanted = read_again_();
  if (!wanted)
    return std::move(wanted).error();
  const auto next = taken_over(now_, *wanted);
  // The file in the data directory may be another one by now.
  auto jwt = secret_or_own(next.jwt_secret, next.data, jwt_secret_file);
  if (!jwt)
    return std::move(jwt).error();
  const auto changes = compare(now_, *wanted);
  changing_.apply(next, *jwt, sender_);
  now_ = next;
  for (const auto& line : wanted->notices)
    journal::warn("config.notice", line);
  journal::info("config.reloaded", "the configuration was read again",
                {{"changed", names_of(changes.taken)}});
  if (!changes.restart.empty())
    journal::warn("config.needs_restart",
                  "these changes need a restart: " + names_of(changes.restart));
  return {};
}

void reloader::run() {
  const auto done = take_over();
  count_.config_reload_fails.set(done ? 0 : 1);
  (done ? count_.config_reloads : count_.config_reload_failures).add();
  if (!done)
    journal::error("config.refused",
                   "the configuration stays as it was: " + done.error().text,
                   {{"place", done.error().place}});
}

void live_settings::apply(const config& next, const secret& jwt, webhook_sender& sender) {
  change_log_level(next.log_level);
  requests_->set(policy_of(next, jwt));
  limits_->set(limits_of(next));
  private_webhooks_->store(next.allow_private_webhooks);
  sender.change(next.webhook_timeout, next.allow_private_webhooks);
}

} // namespace tradeeon
