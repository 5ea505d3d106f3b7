#include "domain/support/boxed.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using tradeeon::boxed;

TEST_SUITE("support.boxed") {

  TEST_CASE("what is absent is small, and a copy is a value of its own") {
    boxed<std::string> empty;
    CHECK_FALSE(empty.has_value());
    CHECK(sizeof(empty) == sizeof(void*));

    boxed<std::string> one{"as it was"};
    auto copy = one;
    one->append(", changed");
    CHECK(*copy == "as it was");
    copy = one;
    CHECK(*copy == "as it was, changed");
    copy = std::move(one);
    CHECK_FALSE(one); // NOLINT(bugprone-use-after-move): emptied, as is promised
    copy = empty;
    CHECK_FALSE(copy);
    CHECK(copy.emplace().empty());
    copy.reset();
    CHECK_FALSE(copy);
  }

  TEST_CASE("one that is assigned to itself stays as it is") {
    boxed<std::string> one{"here"};
    const auto& same = one;
    one = same;
    CHECK(*one == "here");
  }

} // TEST_SUITE
