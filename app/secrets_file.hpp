#pragma once

#include "domain/support/result.hpp"
#include "domain/support/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tradeeon {

/// Makes `directory` where it is missing (mode 0700). A problem names it.
result<void> make_data_directory(const std::string& directory);

/// The secret in `directory`/`name`; where there is none, 32 random bytes in
/// base64url are written there first (mode 0600, durable, and whole or not at
/// all: two processes that start together get the same one). A file that others
/// may read, or with fewer than 16 characters, is refused.
result<secret> read_or_create_secret(const std::string& directory, std::string_view name);

/// The secret in `directory`/`name`, or nothing where there is no such file.
/// Refused as above; makes nothing.
result<std::optional<secret>> find_secret(const std::string& directory,
                                          std::string_view name);

/// `configured` where it is not empty, else the one in `directory`, as above.
result<secret> secret_or_own(const secret& configured, const std::string& directory,
                             std::string_view name);

inline constexpr std::string_view jwt_secret_file = "jwt.secret";
inline constexpr std::string_view webhook_secret_file = "webhook.secret";

} // namespace tradeeon
