#pragma once

#include "fulcrum/core/assert.hpp"
#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/simulate/shop_world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::inline v0_1 {

/// One page view of one user: what a request borrows, and what decides the outcome. Filled by shop::open; its memory is
/// used again by the next visit.
class shop_visit {
public:
    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
    [[nodiscard]] std::uint32_t page() const noexcept { return page_; }
    [[nodiscard]] std::uint32_t user() const noexcept { return user_; }
    [[nodiscard]] std::span<const std::uint32_t> items() const noexcept { return items_; }
    [[nodiscard]] std::span<const std::uint32_t> categories() const noexcept { return categories_; }

    /// Candidates with features and the side columns item_id, category, price, popularity and embedding, the user's
    /// observed taste vector, and a key of its own. Borrows this visit and its shop.
    [[nodiscard]] fulcrum::request request() const {
        const std::size_t n = items_.size();
        fulcrum::request r{matrix_view<const float>{features_.data(), n, features_.size() / n}};
        r.with(item_id{}, items_).with(category{}, categories_).with(price{}, prices_);
        r.with(popularity{}, popularities_);
        r.with(embedding{}, matrix_view<const float>{embeddings_.data(), n, embeddings_.size() / n});
        r.with_user(profile_).with_key(id_ ^ std::uint64_t{page_} << 48U);
        return r;
    }

private:
    friend class shop;

    std::uint64_t id_ = 0;
    std::uint32_t page_ = 0;
    std::uint32_t user_ = 0;
    std::uint32_t wanted_ = 0; ///< the category that the visitor came for
    float mood_ = 0;           ///< readiness to buy
    float observed_mood_ = 0;
    std::vector<float> tired_; ///< by category: how much of it the visitor saw before this page
    std::span<const float> profile_;
    std::vector<std::uint32_t> items_;
    std::vector<std::uint32_t> categories_;
    std::vector<float> prices_;
    std::vector<float> popularities_;
    std::vector<float> embeddings_;
    std::vector<float> features_;
};

/// A simulated shop: users and items with latent tastes; a visit brings candidates, a slate is shown, and clicks,
/// carts and purchases come back.
///
/// A visitor scans the slate from the top. A row is clicked with a probability that falls with its position and with
/// the rows of its category above it, and grows with taste, appeal, popularity and a low price; after a click it is put
/// in the cart, and bought, with probabilities that depend on taste, quality, price and mood. After every row the
/// visitor may leave: the sooner, the less patient and the more repetitive the slate; after a purchase mostly. So what
/// happens at a position depends on the rows shown at it and above it only, never on those below: importance weights
/// over the rows down to a position (cascade weights) are unbiased for the reward of that position.
///
/// What draws clicks (cheap, popular, appealing) is not what earns (dear, high margin, good), and rows that are alike
/// tire: click, revenue and diversity are in conflict.
///
/// Everything is drawn from counter-based streams named by the seed and the visit, so visits can be replayed in any
/// order and by any thread. Luck is named by visit and item (clicks, purchases) or visit and position (leaving): two
/// policies that show the same rows see the same outcome, so paired comparisons have a small variance.
class shop {
public:
    struct click : maximize {};
    struct purchase : maximize {};
    /// What the shop earns by a purchase, in money: its margin times the price, as a marketplace's commission.
    struct revenue : maximize {};
    using goals = objectives<click, purchase, revenue>;
    static constexpr std::size_t reward_count = goals::size();

    /// What the features are, column by column; all roughly of zero mean and unit size.
    static constexpr std::array<std::string_view, 13> feature_names{
        "affinity", "category_affinity", "wanted", "price",   "price_fit", "margin", "rating", "popularity", "appeal",
        "tired",    "frugality",         "mood",   "patience"};
    static constexpr std::size_t feature_count = feature_names.size();

    /// Cost and errors: those of shop_world.
    explicit shop(const shop_options& options = {}) : world_(options) {}

    [[nodiscard]] const shop_options& options() const noexcept { return world_.options; }
    [[nodiscard]] std::size_t positions() const noexcept { return world_.options.positions; }
    [[nodiscard]] std::span<const shop_item> items() const noexcept { return world_.items; }

    /// Fills `v` with visit number `id`; the same id is always the same visit. O(candidates * (latent + candidates)).
    void open(std::uint64_t id, shop_visit& v) const {
        random_stream random = world_.stream(shop_topic::visit, id);
        v.id_ = id;
        v.page_ = 0;
        v.user_ = random.below(world_.options.users);
        v.profile_ = world_.row_of(world_.observed_users, v.user_);
        v.wanted_ = pick(world_.row_of(world_.preferences, v.user_, world_.options.categories), random);
        v.mood_ = static_cast<float>(random.normal());
        v.observed_mood_ = v.mood_ + world_.options.blur * static_cast<float>(random.normal());
        v.tired_.assign(world_.options.categories, 0.0F);
        for (int recent = 0; recent < 3; ++recent) {
            v.tired_[pick(world_.row_of(world_.preferences, v.user_, world_.options.categories), random)] += 1;
        }
        fill(v);
    }

    /// Moves `v` to the next page of the same session, after the rows `shown` on this one: new candidates, and a user
    /// more tired of the categories seen.
    void turn_page(shop_visit& v, std::span<const std::uint32_t> shown) const {
        for (const std::uint32_t row : shown) {
            FULCRUM_ASSERT(row < v.categories_.size());
            v.tired_[v.categories_[row]] += 0.5F;
        }
        ++v.page_;
        fill(v);
    }

    /// Shows rows of a visit and writes positions x {click, purchase, revenue} (0 or 1, 0 or 1, money). Returns whether
    /// the visitor is still there after the last row. O(positions^2).
    /// Errors: shape_error if `rewards` is not positions x 3; error for a row that is no candidate or shown twice.
    bool play(const shop_visit& v, std::span<const std::uint32_t> shown, matrix_view<float> rewards) const {
        check(v, shown, rewards);
        const shop_user& user = world_.users[v.user_];
        bool there = true;
        for (std::size_t k = 0; k < shown.size(); ++k) {
            const std::span<float> got = rewards.row(k);
            std::ranges::fill(got, 0.0F);
            if (!there) continue;
            const shop_item& item = world_.items[v.items_[shown[k]]];
            const std::size_t repeats = repeats_of(v, shown, k);
            const chances c = chances_of(v, user, shown[k], k, repeats);
            random_stream luck =
                world_.stream(shop_topic::luck, v.id_, v.page_ * world_.options.items + v.items_[shown[k]]);
            const bool clicked = luck.uniform_float() < c.click;
            const bool in_cart = luck.uniform_float() < c.cart && clicked;
            const bool bought = luck.uniform_float() < c.buy && in_cart;
            got[0] = clicked ? 1.0F : 0.0F;
            got[1] = bought ? 1.0F : 0.0F;
            got[2] = bought ? item.margin * item.price : 0.0F;
            const float stay = bought ? c.stay_bought : clicked ? c.stay_clicked : c.stay_idle;
            const std::uint32_t place = v.page_ << 16U | static_cast<std::uint32_t>(k);
            there = world_.stream(shop_topic::leaving, v.id_, place).uniform_float() < stay;
        }
        return there;
    }

    /// The exact expectation of what `play` writes, by a recursion over positions; the truth without the luck. Returns
    /// the probability that the visitor is still there after the last row. Same cost and errors as `play`.
    double expected_rewards(const shop_visit& v, std::span<const std::uint32_t> shown,
                            matrix_view<float> rewards) const {
        check(v, shown, rewards);
        const shop_user& user = world_.users[v.user_];
        double there = 1;
        for (std::size_t k = 0; k < shown.size(); ++k) {
            const shop_item& item = world_.items[v.items_[shown[k]]];
            const chances c = chances_of(v, user, shown[k], k, repeats_of(v, shown, k));
            const double clicks = static_cast<double>(c.click);
            const double buy = clicks * static_cast<double>(c.cart) * static_cast<double>(c.buy);
            rewards(k, 0) = static_cast<float>(there * clicks);
            rewards(k, 1) = static_cast<float>(there * buy);
            rewards(k, 2) = static_cast<float>(there * buy) * item.margin * item.price;
            there *= buy * static_cast<double>(c.stay_bought) + (clicks - buy) * static_cast<double>(c.stay_clicked) +
                     (1 - clicks) * static_cast<double>(c.stay_idle);
        }
        return there;
    }

    /// Whether a visitor who is still there after the last row turns the page: with the probability of going on to a
    /// next row. Drawn by visit and page.
    [[nodiscard]] bool turns_page(const shop_visit& v) const noexcept {
        return world_.stream(shop_topic::turn, v.id_, v.page_).uniform_float() < world_.users[v.user_].patience;
    }

private:
    /// What a visitor who reached a row does with it. cart: given a click; buy: given a cart.
    struct chances {
        float click, cart, buy;
        float stay_bought, stay_clicked, stay_idle;
    };

    /// Draws an index from cumulative probabilities.
    static std::uint32_t pick(std::span<const float> cumulative, random_stream& random) noexcept {
        const auto at = std::ranges::upper_bound(cumulative, random.uniform_float() * cumulative.back());
        return (std::min)(static_cast<std::uint32_t>(at - cumulative.begin()),
                          static_cast<std::uint32_t>(cumulative.size() - 1));
    }

    void check(const shop_visit& v, std::span<const std::uint32_t> shown, matrix_view<float> rewards) const {
        if (rewards.rows() != shown.size() || (rewards.cols() != reward_count && !shown.empty())) {
            fail<shape_error>("shop: rewards are ", rewards.rows(), " x ", rewards.cols(), ", expected ", shown.size(),
                              " x ", reward_count);
        }
        for (std::size_t k = 0; k < shown.size(); ++k) {
            if (shown[k] >= v.items_.size()) {
                fail("shop: row ", shown[k], " at position ", k, ", but the visit has ", v.items_.size(),
                     " candidates");
            }
            for (std::size_t j = 0; j < k; ++j) {
                if (shown[j] == shown[k]) fail("shop: row ", shown[k], " is shown at positions ", j, " and ", k);
            }
        }
    }

    /// Candidates as a retrieval stage would give them: some that the user likes, some for the need of the day, some
    /// that are popular; then their columns.
    void fill(shop_visit& v) const {
        const std::size_t n = world_.options.candidates;
        random_stream random = world_.stream(shop_topic::page, v.id_, v.page_);
        v.items_.clear();
        std::size_t tries = 0;
        while (v.items_.size() < n) {
            const float source = random.uniform_float();
            std::uint32_t item = 0;
            if (tries++ > 8 * n) {
                item = random.below(world_.options.items);
            } else if (source < 0.5F) {
                item = pick(world_.cumulative_popularity, random);
            } else {
                const std::uint32_t c =
                    source < 0.65F
                        ? v.wanted_
                        : pick(world_.row_of(world_.preferences, v.user_, world_.options.categories), random);
                item = world_.members[c][random.below(static_cast<std::uint32_t>(world_.members[c].size()))];
            }
            if (std::ranges::find(v.items_, item) == v.items_.end()) v.items_.push_back(item);
        }
        const std::size_t d = world_.options.latent;
        v.categories_.resize(n);
        v.prices_.resize(n);
        v.popularities_.resize(n);
        v.embeddings_.resize(n * d);
        v.features_.resize(n * feature_count);
        const shop_user& user = world_.users[v.user_];
        for (std::size_t i = 0; i < n; ++i) {
            const shop_item& item = world_.items[v.items_[i]];
            const std::span<const float> body = world_.row_of(world_.observed_items, v.items_[i]);
            v.categories_[i] = item.category;
            v.prices_[i] = item.price;
            v.popularities_[i] = item.popularity;
            std::ranges::copy(body, v.embeddings_.begin() + static_cast<std::ptrdiff_t>(i * d));
            const std::array<float, feature_count> features{
                2 * shop_world::dot(v.profile_, body),
                2 * shop_world::dot(v.profile_, world_.row_of(world_.centres, item.category)),
                item.category == v.wanted_ ? 1.0F : 0.0F,
                item.price_score,
                -item.price_score * user.observed_frugality,
                4 * item.margin - 1,
                item.rating,
                item.popularity_score,
                item.appeal,
                v.tired_[item.category],
                user.observed_frugality,
                v.observed_mood_,
                user.observed_patience};
            std::ranges::copy(features, v.features_.begin() + static_cast<std::ptrdiff_t>(i * feature_count));
        }
    }

    /// Rows of the same category above position k.
    static std::size_t repeats_of(const shop_visit& v, std::span<const std::uint32_t> shown, std::size_t k) noexcept {
        std::size_t repeats = 0;
        for (std::size_t j = 0; j < k; ++j) repeats += v.categories_[shown[j]] == v.categories_[shown[k]] ? 1U : 0U;
        return repeats;
    }

    [[nodiscard]] chances chances_of(const shop_visit& v, const shop_user& user, std::uint32_t row, std::size_t k,
                                     std::size_t repeats) const noexcept {
        const shop_item& item = world_.items[v.items_[row]];
        const float taste = 2 * shop_world::dot(world_.row_of(world_.user_tastes, v.user_),
                                                world_.row_of(world_.tastes, v.items_[row]));
        const float wanted = item.category == v.wanted_ ? 1.0F : 0.0F;
        const float cost = user.frugality * item.price_score;
        const auto again = static_cast<float>(repeats);
        const float look = std::pow(world_.options.attention, static_cast<float>(k));
        chances c{};
        c.click = look * shop_world::sigmoid(-2.0F + 1.0F * taste + 0.7F * item.appeal + 0.3F * item.popularity_score +
                                             0.2F * item.quality + 0.8F * wanted - 0.5F * cost -
                                             0.3F * v.tired_[item.category] - world_.options.fatigue * again);
        c.cart = shop_world::sigmoid(0.2F + 0.8F * taste + 0.7F * item.quality - 0.6F * item.appeal + 0.5F * wanted -
                                     0.2F * cost + 0.4F * v.mood_);
        c.buy = shop_world::sigmoid(0.4F + 0.6F * item.quality - 0.3F * cost + 0.6F * v.mood_);
        c.stay_bought = 0.4F;
        c.stay_clicked = 0.5F + 0.5F * user.patience;
        c.stay_idle = (std::max)(user.patience - 0.05F * again, 0.1F);
        return c;
    }

    shop_world world_;
};

} // namespace fulcrum::inline v0_1
