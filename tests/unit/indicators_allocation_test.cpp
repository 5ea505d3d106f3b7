// Counts what the whole test program allocates, to show that updates do not.
#include "tests/unit/indicators_support.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size))
    return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

using namespace tradeeon;

TEST_CASE("commit and peek allocate nothing") {
  const auto bars = test::random_walk(16, 500);
  for (const auto& info : all_indicators()) {
    CAPTURE(info.name);
    const auto subject = info.make(*complete_parameters(info, {}));
    const auto before = allocations.load();
    for (const auto& bar : bars) {
      subject->peek({bar.close, bar.volume}, bar);
      subject->commit({bar.close, bar.volume}, bar);
    }
    const auto after = allocations.load();
    CHECK(after == before);
  }
}
