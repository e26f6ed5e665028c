#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/simulate/shop.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The shop as an environment for agents: an episode is a session of one user, a step is one page. A visitor who is
/// still there after the last row turns the page with the probability of going on to a next row; the next page has new
/// candidates, and categories seen before draw fewer clicks. With pages = 1 an episode is one visit, as in a log.
class shop_session {
public:
    using goals = shop::goals;

    struct outcome {
        matrix_view<const float> rewards; ///< positions x {click, purchase, revenue}; valid until the next step
        bool done = false;                ///< the session is over
    };

    /// Borrows the shop. Errors: error if pages is 0.
    explicit shop_session(const shop& store, std::uint32_t pages = 1)
        : store_(&store), pages_(pages), rewards_(store.positions() * shop::reward_count) {
        if (pages == 0) fail("shop_session: 0 pages; give at least 1");
    }

    /// Starts session `id` and returns its first page; the same id is always the same session.
    request reset(std::uint64_t id) {
        store_->open(id, visit_);
        done_ = false;
        return visit_.request();
    }

    /// The page that is shown now, while the session is not over.
    [[nodiscard]] request observation() const { return visit_.request(); }

    [[nodiscard]] std::size_t positions() const noexcept { return store_->positions(); }

    /// Shows a slate. Errors: error if the session is over or has not begun; those of shop::play; shape_error if the
    /// slate has not positions() rows.
    outcome step(std::span<const std::uint32_t> shown) {
        if (done_) fail("shop_session: the session is over; call reset before step");
        const matrix_view<float> table{rewards_.data(), positions(), shop::reward_count};
        const bool there = store_->play(visit_, shown, table);
        done_ = !there || visit_.page() + 1 >= pages_;
        if (!done_) {
            done_ = !store_->turns_page(visit_);
            if (!done_) store_->turn_page(visit_, shown);
        }
        return {table, done_};
    }

private:
    const shop* store_;
    std::uint32_t pages_;
    shop_visit visit_;
    std::vector<float> rewards_;
    bool done_ = true;
};

} // namespace fulcrum::inline v0_1
