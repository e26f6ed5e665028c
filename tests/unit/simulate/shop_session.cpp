#include "fulcrum/simulate/shop_session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <vector>

using namespace fulcrum;

TEST_CASE("simulate/shop_session: one page is a visit of the shop") {
    const shop store;
    shop_session session{store};
    shop_visit visit;
    const std::array<std::uint32_t, 5> shown{0, 1, 2, 3, 4};
    std::vector<float> rewards(15);
    for (std::uint64_t id = 0; id < 100; ++id) {
        store.open(id, visit);
        store.play(visit, shown, {rewards.data(), 5, 3});
        const request r = session.reset(id);
        CHECK(r.key() == visit.request().key());
        const shop_session::outcome got = session.step(shown);
        CHECK(got.done);
        CHECK(std::equal(rewards.begin(), rewards.end(), got.rewards.data()));
    }
}

TEST_CASE("simulate/shop_session: sessions have several pages, end by leaving or at the last page, and replay") {
    const shop store;
    const std::array<std::uint32_t, 5> shown{0, 1, 2, 3, 4};
    const auto lengths = [&](std::uint32_t pages) {
        shop_session session{store, pages};
        std::vector<std::size_t> count(pages + 1);
        std::vector<std::size_t> each;
        for (std::uint64_t id = 0; id < 500; ++id) {
            std::uint64_t key = session.reset(id).key();
            std::size_t length = 1;
            while (!session.step(shown).done) {
                CHECK(session.observation().key() != key);
                key = session.observation().key();
                ++length;
            }
            ++count[length];
            each.push_back(length);
        }
        return std::pair{count, each};
    };
    const auto [count, each] = lengths(3);
    CHECK(count[0] == 0);
    CHECK(count[1] > 200);
    CHECK(count[2] > 20);
    CHECK(count[3] > 20);
    CHECK(lengths(3).second == each);
}

TEST_CASE("simulate/shop_session: misuse is refused") {
    const shop store;
    CHECK_THROWS_AS((shop_session{store, 0}), error);
    shop_session session{store};
    const std::array<std::uint32_t, 5> shown{0, 1, 2, 3, 4};
    CHECK_THROWS_WITH_AS(session.step(shown), "shop_session: the session is over; call reset before step", error);
    session.reset(1);
    CHECK_THROWS_AS(session.step(std::array<std::uint32_t, 2>{0, 1}), shape_error);
    session.step(shown);
    CHECK_THROWS_AS(session.step(shown), error);
}
