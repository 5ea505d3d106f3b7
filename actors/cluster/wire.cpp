#include "actors/cluster/wire.hpp"

#include "domain/support/digest.hpp"

namespace tradeeon {

std::string proof_of(const hello& who, const std::string& nonce, const secret& key) {
  // Fields are separated by a byte that none of them contains.
  std::string text = nonce;
  const auto add = [&](const std::string& part) { text.append(1, '\n').append(part); };
  add(who.cluster);
  add(std::to_string(who.wire));
  add(who.node);
  add(std::to_string(who.incarnation));
  for (const auto role : who.roles)
    add(std::string{to_string(role)});
  return hmac_sha256_hex(key.reveal(), text);
}

} // namespace tradeeon
