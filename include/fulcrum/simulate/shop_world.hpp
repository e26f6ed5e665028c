#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/core/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <span>
#include <vector>

namespace fulcrum::inline v0_1 {

/// The size of a shop and the habits of its visitors.
struct shop_options {
    std::uint32_t users = 2000;
    std::uint32_t items = 2000;
    std::uint32_t categories = 20;
    std::uint32_t candidates = 40; ///< rows of a request
    std::uint32_t positions = 5;   ///< rows of a slate
    std::uint32_t latent = 8;      ///< length of taste vectors
    float blur = 0.5F;             ///< how far observed tastes and ratings are from the true ones; 0: exact
    float attention = 0.92F;       ///< position bias: a position is looked at with probability attention^position
    float fatigue = 0.6F;          ///< loss of click log-odds for each row of the same category shown above
    std::uint64_t seed = 1;
};

/// An item as the shop knows it. What the visitor feels but no feature shows: quality and taste.
struct shop_item {
    std::uint32_t category = 0;
    float price = 0;            ///< in money; about 20, log-normal
    float price_score = 0;      ///< standardised log price
    float margin = 0;           ///< the shop's share of the price, in (0, 1)
    float quality = 0;          ///< standardised; decides about purchases
    float rating = 0;           ///< quality as reviews show it
    float appeal = 0;           ///< standardised; draws clicks, and disappoints after them
    float popularity = 0;       ///< share of all interactions, in (0, 1]; sums to 1
    float popularity_score = 0; ///< standardised log popularity
};

/// A user as the shop knows them, beside the tastes.
struct shop_user {
    float frugality = 0;          ///< > 0; weight of prices
    float observed_frugality = 0; ///< standardised log frugality, blurred
    float patience = 0;           ///< probability of going on to the next row
    float observed_patience = 0;  ///< standardised, blurred
};

/// What a random stream of the shop is for.
enum class shop_topic : std::uint64_t { category, item, user, visit, page, luck, leaving, turn };

/// The goods and the people of a shop: what is drawn once, from streams named by the seed. Latent tastes and their
/// observed, blurred twins are unit vectors or near it; an item's lies about the centre of its category.
struct shop_world {
    /// O((users * categories + items) * latent). Errors: error if a count is 0, if the candidates are more than half of
    /// the items, if the positions are more than the candidates, if the categories are more than the items, or if a
    /// habit is out of its range.
    explicit shop_world(const shop_options& o) : options(o) {
        check();
        make_categories();
        make_items();
        make_users();
    }

    shop_options options;
    std::vector<float> centres; ///< categories x latent
    std::vector<shop_item> items;
    std::vector<std::vector<std::uint32_t>> members; ///< items by category
    std::vector<float> cumulative_popularity;
    std::vector<float> tastes;         ///< items x latent
    std::vector<float> observed_items; ///< items x latent
    std::vector<shop_user> users;
    std::vector<float> user_tastes;    ///< users x latent
    std::vector<float> observed_users; ///< users x latent
    std::vector<float> preferences;    ///< users x categories, cumulative

    [[nodiscard]] random_stream stream(shop_topic t, std::uint64_t a, std::uint32_t b = 0) const noexcept {
        return random_stream{options.seed + (static_cast<std::uint64_t>(t) << 56U), a, b};
    }

    static float sigmoid(float x) noexcept { return 1.0F / (1.0F + std::exp(-x)); }

    [[nodiscard]] std::span<const float> row_of(const std::vector<float>& table, std::size_t i,
                                                std::size_t width) const noexcept {
        return {table.data() + i * width, width};
    }
    [[nodiscard]] std::span<const float> row_of(const std::vector<float>& table, std::size_t i) const noexcept {
        return row_of(table, i, options.latent);
    }

    static float dot(std::span<const float> a, std::span<const float> b) noexcept {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
    }

private:
    void check() const {
        const shop_options& o = options;
        for (const std::uint32_t count : {o.users, o.items, o.categories, o.candidates, o.positions, o.latent}) {
            if (count == 0) fail("shop: users, items, categories, candidates, positions and latent must be at least 1");
        }
        if (o.candidates > o.items / 2) {
            fail("shop: ", o.candidates, " candidates of ", o.items, " items; give at least twice as many items");
        }
        if (o.positions > o.candidates) {
            fail("shop: ", o.positions, " positions for ", o.candidates,
                 " candidates; give at least as many candidates");
        }
        if (o.categories > o.items) {
            fail("shop: ", o.categories, " categories for ", o.items, " items; give at least as many items");
        }
        if (!(o.blur >= 0 && std::isfinite(o.blur))) fail("shop: blur is ", o.blur, ", expected a finite value >= 0");
        if (!(o.attention > 0 && o.attention <= 1)) {
            fail("shop: attention is ", o.attention, ", expected a value in (0, 1]");
        }
        if (!(o.fatigue >= 0 && std::isfinite(o.fatigue))) {
            fail("shop: fatigue is ", o.fatigue, ", expected a finite value >= 0");
        }
    }

    /// A random vector of unit length.
    void direction(random_stream& random, std::span<float> out) const noexcept {
        for (float& x : out) x = static_cast<float>(random.normal());
        scale_to_one(out);
    }
    static void scale_to_one(std::span<float> out) noexcept {
        const float norm = std::sqrt(dot(out, out)) + 1e-12F;
        for (float& x : out) x /= norm;
    }
    void blurred(random_stream& random, std::span<const float> exact, std::vector<float>& out) const {
        const float size = options.blur / std::sqrt(static_cast<float>(options.latent));
        for (const float x : exact) out.push_back(x + size * static_cast<float>(random.normal()));
    }

    void make_categories() {
        centres.resize(std::size_t{options.categories} * options.latent);
        for (std::uint32_t c = 0; c < options.categories; ++c) {
            random_stream random = stream(shop_topic::category, c);
            direction(random, {centres.data() + std::size_t{c} * options.latent, options.latent});
        }
    }

    void make_items() {
        items.resize(options.items);
        members.resize(options.categories);
        std::vector<float> body(options.latent);
        for (std::uint32_t i = 0; i < options.items; ++i) {
            random_stream random = stream(shop_topic::item, i);
            const auto draw = [&random] { return static_cast<float>(random.normal()); };
            shop_item& item = items[i];
            // Every category has an item; the others fall into small and large ones.
            item.category = i < options.categories
                                ? i
                                : (std::min)(random.below(options.categories), random.below(options.categories));
            members[item.category].push_back(i);
            direction(random, body);
            const std::span<const float> centre = row_of(centres, item.category);
            for (std::size_t d = 0; d < body.size(); ++d) body[d] = 0.6F * body[d] + 0.8F * centre[d];
            scale_to_one(body);
            tastes.insert(tastes.end(), body.begin(), body.end());
            blurred(random, body, observed_items);

            item.price_score = draw();
            item.price = 20.0F * std::exp(0.5F * item.price_score);
            item.quality = 0.4F * item.price_score + 0.9F * draw();
            item.rating = item.quality + options.blur * draw();
            item.popularity_score = 0.9F * draw() - 0.4F * item.price_score;
            item.appeal = 0.4F * item.popularity_score - 0.3F * item.quality + 0.85F * draw();
            item.margin = sigmoid(-1.6F + 0.5F * item.price_score - 0.5F * item.popularity_score + 0.5F * draw());
            item.popularity = std::exp(1.2F * item.popularity_score);
        }
        float total = 0;
        for (const shop_item& item : items) cumulative_popularity.push_back(total += item.popularity);
        for (shop_item& item : items) item.popularity /= total;
    }

    void make_users() {
        users.resize(options.users);
        preferences.reserve(std::size_t{options.users} * options.categories);
        std::vector<float> body(options.latent);
        for (std::uint32_t u = 0; u < options.users; ++u) {
            random_stream random = stream(shop_topic::user, u);
            direction(random, body);
            for (float& x : body) x *= 0.6F;
            for (int liked = 0; liked < 2; ++liked) {
                const std::span<const float> centre = row_of(centres, random.below(options.categories));
                for (std::size_t d = 0; d < body.size(); ++d) body[d] += centre[d];
            }
            scale_to_one(body);
            user_tastes.insert(user_tastes.end(), body.begin(), body.end());
            blurred(random, body, observed_users);
            const auto draw = [&random] { return static_cast<float>(random.normal()); };
            shop_user& user = users[u];
            const float thrift = draw();
            user.frugality = std::exp(0.5F * thrift);
            user.observed_frugality = thrift + options.blur * draw();
            const float calm = draw();
            user.patience = sigmoid(2.2F + 0.6F * calm);
            user.observed_patience = calm + options.blur * draw();
            float total = 0;
            for (std::uint32_t c = 0; c < options.categories; ++c) {
                preferences.push_back(total += std::exp(3.0F * dot(body, row_of(centres, c))));
            }
        }
    }
};

} // namespace fulcrum::inline v0_1
