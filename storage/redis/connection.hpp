#pragma once

#include "domain/support/result.hpp"
#include "storage/redis/redis_url.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;

namespace tradeeon::storage::redis {

/// What Redis answered, copied out of the client library.
struct reply {
  enum class kind : std::uint8_t { nothing, text, number, list, error };
  kind what = kind::nothing;
  std::string text;        ///< of `text` and `error`
  std::int64_t number = 0; ///< of `number`
  std::vector<reply> items;

  /// The item after the key of that name in a list of keys and items; null where
  /// there is none.
  [[nodiscard]] const reply* field(std::string_view name) const;
};

/// A command and its arguments; binary-safe.
using command = std::vector<std::string>;

struct time_limits {
  std::chrono::milliseconds connect{1'000};
  std::chrono::milliseconds answer{2'000}; ///< for each read and write
};

/// One connection, used by one thread at a time. After `unavailable` it is of no
/// more use: what it has sent may or may not have been carried out.
class connection {
public:
  /// Connects, authenticates and selects the database.
  static result<connection> open(const redis_address& to, const time_limits& limits);

  /// The answer, which may be an error of the command itself.
  result<reply> ask(const command& what);

  /// Runs the commands as one transaction and returns their answers, errors among
  /// them. `unavailable` where it was refused as a whole.
  result<std::vector<reply>> transaction(const std::vector<command>& all);

private:
  struct closer {
    void operator()(redisContext* x) const noexcept;
  };
  explicit connection(redisContext* context) : context_(context) {}
  [[nodiscard]] problem failure() const;
  result<void> send(const command& what);
  result<reply> receive();
  result<void> introduce(const redis_address& as);

  std::unique_ptr<redisContext, closer> context_;
};

/// `unavailable`, with the text of an error that Redis answered.
[[nodiscard]] problem refused(const reply& answer);

} // namespace tradeeon::storage::redis
