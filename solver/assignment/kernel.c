/* The hot loops of the regional method; `dual.py`, `dive.py` and `anneal.py` say what they mean.
 *
 * Everything that is proven is a whole number: worths, profits and prices are int64 grains (a value
 * times a power of two). Doubles only choose the next step. Prices are held so low that
 * what one part earns stays within 2^60; sums beyond 2^62 prove nothing, and say so. No static state, no fixed sizes; several
 * threads may walk one dual together (`walk`), each call with its own rank. */

#define _POSIX_C_SOURCE 199309L

#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INTERFACE 1
#define SAFE_BITS 29
#define INSERTED 32
#define NOTHING (-(1 << 30))
#define FADING 0.98
#define SPUN 2000
#define YIELDED 50
#define NAP_NS 20000
#define NO_BOUND ((int64_t)1 << 62)
#define LEAST_UNIT_PRICE -0x1p57
#define MOST_UNIT_PRICE 0x1p57

int32_t kernel_interface(void) { return INTERFACE; }

struct houses {
    int32_t houses, places, units;
    const int32_t *house_first; /* places of a house, [houses + 1] */
    const int32_t *place_first; /* parts of a place, by use, [places + 1] */
    const int32_t *seat_first;  /* room for what a place takes, [places + 1] */
    const int32_t *budget;      /* [houses] */
    const int32_t *part_payer, *part_use; /* whose price is taken off: see `walk` */
    int64_t *part_worth;
};

struct item {
    int64_t profit;
    int32_t part, use;
};

struct scratch {
    struct item *items, *top;
    int32_t tops;
    int32_t *first, *best, *merged, *layers, *counts;
    size_t *row;
    uint8_t *taken;
    size_t items_room, top_room, first_room, best_room, merged_room, layers_room, counts_room, row_room, taken_room;
};

static int reserve(void *held, size_t *room, size_t wanted, size_t size) {
    void **array = held;
    if (wanted <= *room) return 1;
    void *grown = realloc(*array, (wanted + wanted / 2 + 64) * size);
    if (!grown) return 0;
    *array = grown;
    *room = wanted + wanted / 2 + 64;
    return 1;
}

#define RESERVE(scratch, name, wanted) \
    reserve(&(scratch)->name, &(scratch)->name##_room, (wanted), sizeof *(scratch)->name)

static void discard(struct scratch *s) {
    free(s->items), free(s->top), free(s->first), free(s->best), free(s->merged), free(s->layers);
    free(s->counts), free(s->row), free(s->taken);
}

static int better_first(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    if (x->profit != y->profit) return x->profit > y->profit ? -1 : 1;
    return x->part < y->part ? -1 : 1;
}

/* Append, best first, the at most `most` best of some parts with one use that earn anything. */
static int32_t gather(const struct houses *h, const int64_t *price, int32_t from, int32_t to,
                      int32_t most, struct item *into) {
    const int64_t *worth = h->part_worth;
    const int32_t *payer = h->part_payer, use = h->part_use[from];
    int32_t n = 0, few = most <= INSERTED;
    int64_t least = 0;
    for (int32_t a = from; a < to; a++) {
        int64_t profit = worth[a] - price[payer[a]];
        if (profit <= least) continue;
        int32_t k = few && n == most ? n - 1 : n++;
        if (few)
            for (; k > 0 && into[k - 1].profit < profit; k--) into[k] = into[k - 1];
        into[k] = (struct item){profit, a, use};
        if (few && n == most) least = into[n - 1].profit;
    }
    if (!few) qsort(into, n, sizeof *into, better_first);
    return n < most ? n : most;
}

/* Keep of a run, best first, what fewer than `seats` parts of no larger use beat; merge into best. */
static int32_t merge(struct scratch *s, int32_t seats, int32_t run, int32_t length, int32_t *tops) {
    struct item *items = s->items;
    int32_t kept = 0, y = 0;
    for (; kept < length; kept++) {
        while (y < *tops && items[s->best[y]].profit >= items[run + kept].profit) y++;
        if (y + kept >= seats) break;
    }
    int32_t x = 0, m = 0;
    for (y = 0; m < seats && (x < kept || y < *tops); m++) {
        int old = x >= kept || (y < *tops && items[s->best[y]].profit >= items[run + x].profit);
        s->merged[m] = old ? s->best[y++] : run + x++;
    }
    memcpy(s->best, s->merged, m * sizeof *s->best);
    *tops = m;
    return kept;
}

/* Take an item where that is worth more than `here` was. (A function, as compilers heed `restrict`
 * of parameters only.) */
static void take_if_better(int32_t *restrict here, uint8_t *restrict taken, const int32_t *restrict fewer,
                           int32_t worth, int32_t width) {
    for (int32_t b = 0; b < width; b++) {
        int32_t with = fewer[b] + worth, without = here[b];
        taken[b] = with > without;
        here[b] = with > without ? with : without;
    }
}

/* Keep the best over the numbers of seats taken, and with how many it is. */
static void count_if_better(int32_t *restrict best, int32_t *restrict counts, const int32_t *restrict here,
                            int32_t count, int32_t width) {
    for (int32_t b = 0; b < width; b++) {
        counts[b] = here[b] > best[b] ? count : counts[b];
        best[b] = here[b] > best[b] ? here[b] : best[b];
    }
}

/* Fill the layers of one place without a count: its items are no more than its seats. */
static int32_t *free_layers(struct scratch *s, int32_t lo, int32_t hi, int32_t width, int shift,
                            int32_t *base, int32_t *spare) {
    for (int32_t k = lo; k < hi; k++) {
        int32_t use = s->items[k].use, v = (int32_t)((s->items[k].profit + ((1LL << shift) - 1)) >> shift);
        uint8_t *taken = s->taken + s->row[k];
        int32_t *fresh = spare;
        memset(taken, 0, use);
        memcpy(fresh, base, width * sizeof *fresh);
        take_if_better(fresh + use, taken + use, base, v, width - use);
        spare = base, base = fresh;
    }
    return base;
}

/* Fill the layers of one place by the number of its seats taken. */
static void counted_layers(struct scratch *s, int32_t lo, int32_t hi, int32_t seats, int32_t width,
                           int shift, int32_t *base, int32_t *layers, int32_t *counts) {
    memcpy(layers, base, width * sizeof *base);
    for (size_t x = width; x < (size_t)(seats + 1) * width; x++) layers[x] = NOTHING;
    for (int32_t k = lo; k < hi; k++) {
        int32_t use = s->items[k].use, v = (int32_t)((s->items[k].profit + ((1LL << shift) - 1)) >> shift);
        for (int32_t c = k - lo + 1 < seats ? k - lo + 1 : seats; c > 0; c--) {
            int32_t *here = layers + (size_t)c * width;
            uint8_t *taken = s->taken + s->row[k] + (size_t)(c - 1) * width;
            memset(taken, 0, use);
            take_if_better(here + use, taken + use, here - width, v, width - use);
        }
    }
    memset(counts, 0, width * sizeof *counts);
    for (int32_t c = 1; c <= seats; c++) count_if_better(base, counts, layers + (size_t)c * width, c, width);
}

static int32_t room_of(const struct houses *h, int32_t place) {
    return h->seat_first[place + 1] - h->seat_first[place];
}

/* Choose among the kept items of a house within its budget; -1 when there is no memory. */
static int64_t knapsack(const struct houses *h, int32_t house, int64_t most, int32_t *chosen,
                        int32_t *count, struct scratch *s) {
    int32_t p0 = h->house_first[house], places = h->house_first[house + 1] - p0;
    int32_t width = h->budget[house] + 1, largest = 0;
    int shift = 0;
    while (most >> shift >> SAFE_BITS) shift++;
    size_t cells = 0;
    if (!RESERVE(s, row, (size_t)s->first[places] + 1)) return -1;
    for (int32_t p = 0; p < places; p++) {
        int32_t lo = s->first[p], hi = s->first[p + 1], seats = room_of(h, p0 + p), counted = hi - lo > seats;
        for (int32_t k = lo; k < hi; k++) {
            int32_t rows = counted ? (k - lo + 1 < seats ? k - lo + 1 : seats) : 1;
            s->row[k] = cells;
            cells += (size_t)rows * width;
        }
        if (counted && seats > largest) largest = seats;
    }
    if (!RESERVE(s, taken, cells) || !RESERVE(s, layers, (size_t)(largest + 3) * width) ||
        !RESERVE(s, counts, (size_t)places * width))
        return -1;
    int32_t *base = s->layers, *layers = s->layers + 2 * (size_t)width;
    memset(base, 0, width * sizeof *base);
    for (int32_t p = 0; p < places; p++) {
        int32_t lo = s->first[p], hi = s->first[p + 1], seats = room_of(h, p0 + p);
        int32_t *spare = base == s->layers ? s->layers + width : s->layers;
        if (hi - lo <= seats) base = free_layers(s, lo, hi, width, shift, base, spare);
        else counted_layers(s, lo, hi, seats, width, shift, base, layers, s->counts + (size_t)p * width);
    }
    int32_t b = width - 1;
    int64_t value = (int64_t)base[b] << shift;
    if (value > most) value = most;
    for (int32_t p = places - 1; p >= 0; p--) {
        int32_t lo = s->first[p], hi = s->first[p + 1], counted = hi - lo > room_of(h, p0 + p), n = 0;
        int32_t c = counted ? s->counts[(size_t)p * width + b] : 1;
        for (int32_t k = hi - 1; k >= lo && c > 0; k--) {
            if (!s->taken[s->row[k] + (size_t)(c - 1) * width + b]) continue;
            chosen[h->seat_first[p0 + p] + n++] = s->items[k].part;
            b -= s->items[k].use;
            c -= counted;
        }
        count[p0 + p] = n;
    }
    return value;
}

/* Collect the parts of a place that any best choice could need, were it to have `seats` seats: of one
 * use as many as the budget allows, and so many `beyond` by which the price of the budget is seen. */
static int32_t collect(const struct houses *h, int32_t place, int32_t seats, int32_t budget,
                       int32_t beyond, const int64_t *price, int32_t n, struct scratch *s) {
    int32_t from = h->place_first[place], last = h->place_first[place + 1], tops = 0, begin = n;
    if (!RESERVE(s, items, (size_t)n + (last - from)) || !RESERVE(s, best, (size_t)seats + 1) ||
        !RESERVE(s, merged, (size_t)seats + 1))
        return -1;
    while (from < last) {
        int32_t use = h->part_use[from], to = from;
        while (to < last && h->part_use[to] == use) to++;
        int32_t within = use ? budget / use : seats;
        int32_t most = within < seats - beyond ? within + beyond : seats;
        if (within > 0 && most > 0) n += merge(s, seats, n, gather(h, price, from, to, most, s->items + n), &tops);
        from = to;
    }
    s->tops = tops;
    return n - begin;
}

/* The most a house can earn at these prices of units, and what it takes; -1 without memory.
 *
 * Seats per place, one budget for the house. The value is never below the true best, but for
 * NO_BOUND, which says nothing. */
static int64_t best_of_house(const struct houses *h, int32_t house, const int64_t *price,
                             int32_t *chosen, int32_t *count, struct scratch *s) {
    int32_t p0 = h->house_first[house], p1 = h->house_first[house + 1], n = 0;
    int64_t value = 0, used = 0;
    if (!RESERVE(s, first, (size_t)(p1 - p0) + 1)) return -1;
    for (int32_t p = p0; p < p1; p++) {
        int32_t more = collect(h, p, room_of(h, p), h->budget[house], 0, price, n, s);
        if (more < 0) return -1;
        s->first[p - p0] = n;
        n += more;
        count[p] = s->tops;
        for (int32_t k = 0; k < s->tops; k++) {
            const struct item *item = s->items + s->best[k];
            chosen[h->seat_first[p] + k] = item->part;
            used += item->use;
            value = value + item->profit < NO_BOUND ? value + item->profit : NO_BOUND;
        }
    }
    s->first[p1 - p0] = n;
    return used <= h->budget[house] || value == NO_BOUND ? value : knapsack(h, house, value, chosen, count, s);
}

/* Take the `seats` best at a price of the budget; give their use, and both sides of the margin. */
static int64_t at_strain(const struct item *items, int32_t n, int32_t seats, int64_t strain,
                         struct item *top, int64_t margin[2]) {
    int32_t held = 0;
    int64_t used = 0;
    for (int32_t k = 0; k < n; k++) {
        __int128 left = items[k].profit - (__int128)strain * items[k].use;
        if (left <= 0 || (held > seats && left <= top[seats].profit)) continue;
        int64_t profit = (int64_t)left;
        int32_t at = held <= seats ? held++ : seats;
        for (; at > 0 && top[at - 1].profit < profit; at--) top[at] = top[at - 1];
        top[at] = (struct item){profit, items[k].part, items[k].use};
    }
    for (int32_t k = 0; k < seats && k < held; k++) used += top[k].use;
    margin[0] = seats && held >= seats ? top[seats - 1].profit : 0;
    margin[1] = held > seats ? top[seats].profit : 0;
    return used;
}

/* The price of a house's budget and of each of its places' seats at these prices of units. */
static int strain_of_house(const struct houses *h, int32_t house, const int64_t *price,
                           int64_t *strain, int64_t *seat_price, struct scratch *s) {
    int32_t p0 = h->house_first[house], p1 = h->house_first[house + 1], n = 0;
    if (!RESERVE(s, first, (size_t)(p1 - p0) + 1)) return 0;
    int64_t low = 0, high = 0, margin[2];
    for (int32_t p = p0; p < p1; p++) {
        int32_t more = collect(h, p, room_of(h, p) + 1, h->budget[house], 1, price, n, s);
        if (more < 0 || !RESERVE(s, top, (size_t)room_of(h, p) + 2)) return 0;
        s->first[p - p0] = n;
        n += more;
    }
    s->first[p1 - p0] = n;
    for (int32_t k = 0; k < n; k++)
        if (s->items[k].use && s->items[k].profit / s->items[k].use >= high)
            high = s->items[k].profit / s->items[k].use + 1;
    for (int64_t at = 0, used; low < high; at = low + (high - low) / 2) {
        used = 0;
        for (int32_t p = p0; p < p1; p++)
            used += at_strain(s->items + s->first[p - p0], s->first[p - p0 + 1] - s->first[p - p0],
                              room_of(h, p), at, s->top, margin);
        if (used > h->budget[house]) low = at + 1;
        else high = at;
    }
    *strain = high;
    for (int32_t p = p0; p < p1; p++) {
        at_strain(s->items + s->first[p - p0], s->first[p - p0 + 1] - s->first[p - p0], room_of(h, p),
                  high, s->top, margin);
        seat_price[p] = room_of(h, p) ? (margin[0] + margin[1]) / 2 : margin[1];
    }
    return 1;
}

/* Price the budget of each house and the seats of each place. 0, or 1 without memory. */
int32_t strain_houses(const struct houses *h, const int64_t *price, int64_t *strain, int64_t *seat_price) {
    struct scratch s = {0};
    int32_t failed = 0;
    for (int32_t o = 0; o < h->houses && !failed; o++)
        failed = !strain_of_house(h, o, price, strain + o, seat_price, &s);
    discard(&s);
    return failed;
}

/* What one unit or option uses of the priced rows: entries of `row` and `amount`. */
struct uses {
    const int64_t *first;
    const int32_t *row;
    const int64_t *amount;
};

struct mates {
    const int64_t *first; /* mates of a unit, [units + 1]; empty when it needs none */
    struct uses uses;     /* of a mate, in this order */
    const int64_t *worth;
    const uint8_t *shut;  /* mates that may not be taken now, or NULL */
};

/* Parts that are charged for priced rows beside what their unit pays. */
struct charged {
    int32_t parts;
    const int32_t *part;
    const int64_t *worth;
    struct uses uses;
};

struct walk {
    struct houses houses;
    struct mates mates;
    struct charged charged;
    int32_t rows, payers;
    const int32_t *escorted;  /* payer of a unit's options with a companion, or -1; itself if of all */
    const int64_t *row_limit;
    const double *row_scale;  /* what a row's price moves by, for a slack of the whole row */
    const double *row_most;   /* a row's price is no more than this */
    const double *row_base;   /* slack is measured against this, or against its own recent peak */
    const uint8_t *must;      /* units whose price may be negative */
    const double *unit_most;  /* at this price a unit earns nothing anywhere, where no row lifts it */
    struct uses lifts;        /* of a unit: by how much of a row's price it may earn more */
    double *unit_price, *row_price, *unit_drift, *row_drift, *row_peak, *best_unit, *best_row;
    int32_t *part_count;      /* how often each part was taken, or NULL */
    double step, ratio, momentum, decay; /* decay: what is left of the drift's first value */
    double kind;              /* how near the cheapest a mate must be to share its use */
    int32_t steps, skip;
    int64_t best;             /* least bound seen, in grains */
    int64_t last;
    /* what the threads share */
    int32_t threads, failed;
    _Atomic int32_t arrived, turn, next;
    int64_t *house_value, *price, *row_grain;
    int32_t *chosen, *count, *taken;
};

/* Waits for the other threads, awake at first; then asleep, as they may have no core to run on. */
static void meet(struct walk *w) {
    if (w->threads == 1) return;
    int32_t turn = atomic_load(&w->turn);
    if (atomic_fetch_add(&w->arrived, 1) + 1 == w->threads) {
        atomic_store(&w->arrived, 0);
        atomic_fetch_add(&w->turn, 1);
        return;
    }
    const struct timespec nap = {0, NAP_NS};
    for (int32_t spun = 0; atomic_load(&w->turn) == turn; spun++)
        if (spun > SPUN + YIELDED) nanosleep(&nap, NULL);
        else if (spun > SPUN) sched_yield();
}

static int64_t charge(const struct uses *uses, int64_t at, const int64_t *row_grain) {
    int64_t total = 0;
    for (int64_t e = uses->first[at]; e < uses->first[at + 1]; e++)
        total += row_grain[uses->row[e]] * uses->amount[e];
    return total;
}

static int64_t cost_of_mate(const struct mates *m, int64_t at, const int64_t *row_grain) {
    return charge(&m->uses, at, row_grain) - m->worth[at];
}

/* The least a unit's companion costs; very much when there is none. */
static int64_t least_cost(const struct mates *m, int32_t unit, const int64_t *row_grain) {
    int64_t least = INT64_MAX / 4;
    for (int64_t t = m->first[unit]; t < m->first[unit + 1]; t++) {
        if (m->shut && m->shut[t]) continue;
        int64_t cost = cost_of_mate(m, t, row_grain);
        if (cost < least) least = cost;
    }
    return least;
}

static void price_units(struct walk *w, int32_t from, int32_t to) {
    for (int32_t i = from; i < to; i++) {
        int32_t escorted = w->escorted[i];
        int64_t price = llrint(w->unit_price[i]);
        w->price[i] = price, w->taken[i] = 0;
        if (escorted < 0) continue;
        if (w->mates.first && w->mates.first[i] < w->mates.first[i + 1])
            price += least_cost(&w->mates, i, w->row_grain);
        w->price[escorted] = price, w->taken[escorted] = 0;
    }
}

static void price_charged(struct walk *w, int32_t from, int32_t to) {
    const struct charged *c = &w->charged;
    for (int32_t k = from; k < to; k++)
        w->houses.part_worth[c->part[k]] = c->worth[k] - charge(&c->uses, k, w->row_grain);
}

/* Add to each row what the companion of a taken unit uses, shared among those near the cheapest. */
static void use_mates(struct walk *w, int32_t unit, double *used) {
    const struct mates *m = &w->mates;
    int32_t escorted = w->escorted[unit];
    int64_t least = w->price[escorted] - llrint(w->unit_price[unit]);
    double sum = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t t = m->first[unit]; t < m->first[unit + 1]; t++) {
            if (m->shut && m->shut[t]) continue;
            double near = 1 - (double)(cost_of_mate(m, t, w->row_grain) - least) / w->kind;
            if (near <= 0) continue;
            if (!pass) { sum += near * near; continue; }
            double part = w->taken[escorted] * near * near / sum;
            for (int64_t e = m->uses.first[t]; e < m->uses.first[t + 1]; e++)
                used[m->uses.row[e]] += part * (double)m->uses.amount[e];
        }
    }
}

/* Hold prices where they still say something, and nothing can overflow; any gives a bound. */
static void hold_prices(struct walk *w) {
    for (int32_t r = 0; r < w->rows; r++) {
        w->row_price[r] = fmin(fmax(w->row_price[r], 0), w->row_most[r]);
        w->row_grain[r] = llrint(w->row_price[r]);
    }
    const struct uses *lifts = &w->lifts;
    for (int32_t i = 0; i < w->houses.units; i++) {
        double least = w->must && w->must[i] ? LEAST_UNIT_PRICE : 0, most = w->unit_most[i];
        for (int64_t e = lifts->first[i]; e < lifts->first[i + 1]; e++)
            most += (double)lifts->amount[e] * (double)w->row_grain[lifts->row[e]];
        w->unit_price[i] = fmin(fmax(w->unit_price[i], least), fmin(most, MOST_UNIT_PRICE));
    }
}

/* The bound at the prices of this step; NO_BOUND when it is beyond what int64 can say. */
static int64_t bound_of(const struct walk *w) {
    __int128 value = 0;
    for (int32_t o = 0; o < w->houses.houses; o++) {
        if (w->house_value[o] == NO_BOUND) return NO_BOUND;
        value += w->house_value[o];
    }
    for (int32_t i = 0; i < w->houses.units; i++) value += llrint(w->unit_price[i]);
    for (int32_t r = 0; r < w->rows; r++) value += (__int128)w->row_grain[r] * w->row_limit[r];
    return value > NO_BOUND ? NO_BOUND : value < -NO_BOUND ? -NO_BOUND : (int64_t)value;
}

static void keep_best(struct walk *w, int64_t value) {
    w->last = value;
    if (value >= w->best) return;
    w->best = value;
    if (!w->best_unit) return;
    memcpy(w->best_unit, w->unit_price, w->houses.units * sizeof(double));
    memcpy(w->best_row, w->row_price, w->rows * sizeof(double));
}

/* One thread adds up what the houses took, and moves every price against its slack. */
static void move(struct walk *w, int32_t at, double *used, uint8_t *is_taken) {
    const struct houses *h = &w->houses;
    keep_best(w, bound_of(w));
    for (int32_t p = 0; p < h->places; p++)
        for (int32_t k = 0; k < w->count[p]; k++) {
            int32_t part = w->chosen[h->seat_first[p] + k];
            w->taken[h->part_payer[part]]++;
            if (w->part_count && at >= w->skip) w->part_count[part]++;
            if (is_taken) is_taken[part] = 1;
        }
    memset(used, 0, w->rows * sizeof *used);
    w->decay *= w->momentum;
    w->taken[w->payers] = 0;
    double step = w->step / (1 - w->decay), fresh = 1 - w->momentum;
    const struct charged *c = &w->charged;
    for (int32_t k = 0; k < c->parts; k++) {
        if (!is_taken[c->part[k]]) continue;
        is_taken[c->part[k]] = 0;
        for (int64_t e = c->uses.first[k]; e < c->uses.first[k + 1]; e++)
            used[c->uses.row[e]] += (double)c->uses.amount[e];
    }
    for (int32_t i = 0; i < h->units; i++) {
        int32_t with = w->escorted[i] < 0 ? 0 : w->taken[w->escorted[i]];
        int32_t times = w->escorted[i] == i ? with : w->taken[i] + with;
        if (with && w->mates.first && w->mates.first[i] < w->mates.first[i + 1]) use_mates(w, i, used);
        w->unit_drift[i] = w->momentum * w->unit_drift[i] + fresh * (1 - times);
        w->unit_price[i] -= step * w->unit_drift[i];
    }
    for (int32_t r = 0; r < w->rows; r++) {
        double slack = (double)w->row_limit[r] - used[r];
        w->row_peak[r] = fmax(fmax(w->row_base[r], fabs(slack)), FADING * w->row_peak[r]);
        w->row_drift[r] = w->momentum * w->row_drift[r] + fresh * slack / w->row_peak[r];
        w->row_price[r] -= step * w->row_scale[r] * w->row_drift[r];
    }
    hold_prices(w);
    w->step *= w->ratio;
    w->kind *= w->ratio;
    atomic_store(&w->next, 0);
}

static void serve_houses(struct walk *w, struct scratch *s) {
    for (int32_t o; (o = atomic_fetch_add(&w->next, 16)) < w->houses.houses;) {
        int32_t end = o + 16 < w->houses.houses ? o + 16 : w->houses.houses;
        for (; o < end; o++) {
            w->house_value[o] = best_of_house(&w->houses, o, w->price, w->chosen, w->count, s);
            if (w->house_value[o] < 0) w->failed = 1;
        }
    }
}

/* Walk `steps` steps down the dual; every thread calls with its rank. 0, or 1 without memory. */
int32_t walk_dual(struct walk *w, int32_t rank) {
    struct scratch s = {0};
    double *used = calloc(w->rows + 1, sizeof *used);
    int32_t parts = w->houses.place_first[w->houses.places], n = w->houses.units, t = w->threads;
    uint8_t *is_taken = w->charged.parts ? calloc(parts + 1, 1) : NULL;
    if (!used || (w->charged.parts && !is_taken)) w->failed = 1;
    if (!rank) {
        hold_prices(w);
        atomic_store(&w->next, 0);
        w->price[w->payers] = 0;
    }
    meet(w);
    for (int32_t at = 0; at < w->steps && !w->failed; at++) {
        price_units(w, (int64_t)n * rank / t, (int64_t)n * (rank + 1) / t);
        int32_t charged = w->charged.parts;
        price_charged(w, (int64_t)charged * rank / t, (int64_t)charged * (rank + 1) / t);
        meet(w);
        serve_houses(w, &s);
        meet(w);
        if (!rank && !w->failed) move(w, at, used, is_taken);
        meet(w);
    }
    discard(&s);
    free(used), free(is_taken);
    return w->failed;
}

/* What is left of every resource, and who has been placed. */
struct shelf {
    const int32_t *option_unit, *option_resource;
    const int64_t *option_ptr, *option_use;
    const uint8_t *needs; /* options that take a companion as well */
    const int64_t *mate_first;
    const int32_t *mate;
    const int64_t *mate_cost;
    const int64_t *mate_ptr;
    const int32_t *mate_resource;
    const int64_t *mate_use;
    int64_t *room;
    int32_t *choice, *companion;
    uint8_t *placed; /* units */
};

static void give_back(int64_t *room, const int32_t *resource, const int64_t *use, int64_t from, int64_t to) {
    for (int64_t e = from; e < to; e++) room[resource[e]] += use[e];
}

/* Take what an option or a companion uses, all or nothing: it may name a resource twice. */
static int take(int64_t *room, const int32_t *resource, const int64_t *use, int64_t from, int64_t to) {
    for (int64_t e = from; e < to; e++) {
        if (use[e] > room[resource[e]]) {
            give_back(room, resource, use, from, e);
            return 0;
        }
        room[resource[e]] -= use[e];
    }
    return 1;
}

static int fits(int64_t *room, const int32_t *resource, const int64_t *use, int64_t from, int64_t to) {
    if (!take(room, resource, use, from, to)) return 0;
    give_back(room, resource, use, from, to);
    return 1;
}

static int32_t cheapest_mate(const struct shelf *s, int32_t unit) {
    int32_t found = -1;
    int64_t least = INT64_MAX;
    for (int64_t t = s->mate_first[unit]; t < s->mate_first[unit + 1]; t++) {
        int32_t m = s->mate[t];
        if (s->mate_cost[t] < least && fits(s->room, s->mate_resource, s->mate_use, s->mate_ptr[m], s->mate_ptr[m + 1]))
            found = m, least = s->mate_cost[t];
    }
    return found;
}

/* Place options in order while they fit, at most `quota`; give how many units were settled. */
int32_t place_in_order(struct shelf *s, const int32_t *order, int32_t length, int32_t quota) {
    int32_t settled = 0;
    for (int32_t k = 0; k < length && settled < quota; k++) {
        int32_t o = order[k], i = s->option_unit[o], mate = -1;
        int64_t from = s->option_ptr[o], to = s->option_ptr[o + 1];
        if (s->placed[i] || !take(s->room, s->option_resource, s->option_use, from, to)) continue;
        if (s->needs[o]) {
            mate = cheapest_mate(s, i);
            if (mate < 0) {
                give_back(s->room, s->option_resource, s->option_use, from, to);
                continue;
            }
            take(s->room, s->mate_resource, s->mate_use, s->mate_ptr[mate], s->mate_ptr[mate + 1]);
        }
        s->placed[i] = 1, s->choice[i] = o, s->companion[i] = mate;
        settled++;
    }
    return settled;
}

/* Annealing over every form of problem the core knows; see anneal.py for the meaning of each field.
 *
 * A column is an option, or a companion after all options. At every moment no resource is used
 * beyond its capacity, each unit has at most one option, and a companion exactly when it has an
 * option and needs one. All else that a plan owes may be short, at a penalty.
 */

enum { NONE = -1, MOST_LIFTED = 24, MOST_EJECTED = 3, DRAWS = 3, DEEPEST = 4 };

static const double COMPANION_SHARE = 0.15, SETTLED_SHARE = 0.8;

struct space {
    int64_t units, options, resources, rows, columns, groups, width;
    const int64_t *capacity, *worth;
    const int64_t *option_ptr, *option_use, *companion_ptr, *companion_use;
    const int32_t *option_resource, *companion_resource;
    const uint8_t *must_place, *needs;
    const int64_t *mate_first, *user_first;
    const int32_t *mate;
    const int64_t *amount, *least;
    const int32_t *unit_group;
    const int64_t *group_floor, *min_use;
};

struct cooling {
    int64_t moves;
    double hot, cold, unplaced_share;
    uint64_t seed;
    int64_t unplaced_penalty, team_penalty;
    const int64_t *row_penalty, *listed_first;
    const int32_t *listed;
    const volatile int32_t *stop;
    int32_t *best_choice, *best_companion;
    int64_t *figures; /* worth and penalty of the end; worth of the best, accepted moves */
};

struct need { const int32_t *resource; const int64_t *use; int64_t count; };
struct user { int32_t unit, nth; };
struct lifted { int32_t unit, option, mate; int64_t loss; };

struct state {
    const struct space *space;
    const struct cooling *cooling;
    int32_t *choice, *companion;
    int64_t *room, *row_sum, *group_placed;
    struct user *user;
    int32_t *users, *user_at, *waiting, *waiting_at, *changed;
    uint8_t *is_changed;
    int32_t waiters, changes, lifts, homeless, home[MOST_LIFTED];
    struct lifted lifted[MOST_LIFTED];
    uint64_t random;
    double temperature;
    int64_t worth, penalty, goal, owing;
};

static uint64_t drawn(struct state *s) {
    s->random ^= s->random << 13;
    s->random ^= s->random >> 7;
    s->random ^= s->random << 17;
    return s->random;
}

static int64_t below(struct state *s, int64_t count) {
    return (int64_t)(((drawn(s) >> 32) * (uint64_t)count) >> 32);
}

static int chance(struct state *s, double share) { return (double)(drawn(s) >> 11) * 0x1p-53 < share; }

/* The natural logarithm of 0 < x <= 1, the same on every processor. */
static double logarithm(double x) {
    int halvings;
    double z = frexp(x, &halvings);
    z = (z - 1) / (z + 1);
    double square = z * z, sum = 0;
    for (int n = 15; n > 0; n -= 2) sum = sum * square + 1.0 / n;
    return 2 * z * sum + halvings * 0.6931471805599453;
}

/* The least gain that is accepted: each loss d with chance exp(-d / temperature). */
static int64_t least_gain(struct state *s) {
    double share = (double)((drawn(s) >> 11) + 1) * 0x1p-53;
    return (int64_t)ceil(fmax(s->temperature * logarithm(share), -1e15));
}

static int64_t objective(const struct state *s) { return s->worth - s->penalty; }

static int64_t shortage(int64_t least, int64_t have) { return have < least ? least - have : 0; }

static struct need need_of(const struct space *space, int32_t column) {
    if (column < space->options) {
        int64_t from = space->option_ptr[column], count = space->option_ptr[column + 1] - from;
        return (struct need){space->option_resource + from, space->option_use + from, count};
    }
    const int64_t *ptr = space->companion_ptr + (column - space->options);
    return (struct need){space->companion_resource + ptr[0], space->companion_use + ptr[0], ptr[1] - ptr[0]};
}

static int has_room(const struct state *s, int32_t column) {
    struct need need = need_of(s->space, column);
    for (int64_t k = 0; k < need.count; k++)
        if (need.use[k] > s->room[need.resource[k]]) return 0;
    return 1;
}

static int64_t relief(const struct state *s, int32_t column, int64_t times) {
    int64_t fall = 0;
    for (int64_t row = 0; row < s->space->rows; row++) {
        int64_t sum = s->row_sum[row], least = s->space->least[row];
        int64_t added = times * s->space->amount[row * s->space->columns + column];
        fall += s->cooling->row_penalty[row] * (shortage(least, sum) - shortage(least, sum + added));
    }
    return fall;
}

static void count_in(struct state *s, int32_t column, int64_t times) {
    s->worth += times * s->space->worth[column];
    s->penalty -= relief(s, column, times);
    for (int64_t row = 0; row < s->space->rows; row++)
        s->row_sum[row] += times * s->space->amount[row * s->space->columns + column];
}

static int64_t team_shortage(const struct state *s, int32_t resource) {
    if (!s->space->min_use || s->room[resource] == s->space->capacity[resource]) return 0;
    return shortage(s->space->min_use[resource], s->space->capacity[resource] - s->room[resource]);
}

static void spend(struct state *s, int32_t resource, int64_t amount) {
    int64_t before = team_shortage(s, resource);
    s->room[resource] -= amount;
    s->penalty += s->cooling->team_penalty * (team_shortage(s, resource) - before);
}

static void book(struct state *s, int32_t unit, int32_t column, int64_t nth) {
    struct need need = need_of(s->space, column);
    count_in(s, column, 1);
    for (int64_t k = 0; k < need.count; k++, nth++) {
        int32_t resource = need.resource[k];
        if (!need.use[k]) continue;
        spend(s, resource, need.use[k]);
        s->user_at[unit * s->space->width + nth] = s->users[resource];
        s->user[s->space->user_first[resource] + s->users[resource]++] = (struct user){unit, (int32_t)nth};
    }
}

static void unbook(struct state *s, int32_t unit, int32_t column, int64_t nth) {
    struct need need = need_of(s->space, column);
    count_in(s, column, -1);
    for (int64_t k = 0; k < need.count; k++, nth++) {
        int32_t resource = need.resource[k];
        if (!need.use[k]) continue;
        spend(s, resource, -need.use[k]);
        struct user *user = s->user + s->space->user_first[resource], last = user[--s->users[resource]];
        int32_t at = s->user_at[unit * s->space->width + nth];
        user[at] = last;
        s->user_at[last.unit * s->space->width + last.nth] = at;
    }
}

static void count_placed(struct state *s, int32_t unit, int64_t times) {
    int64_t missing = -times * s->space->must_place[unit];
    int32_t group = s->space->unit_group ? s->space->unit_group[unit] : NONE;
    if (group >= 0) {
        int64_t floor = s->space->group_floor[group], placed = s->group_placed[group] += times;
        missing += shortage(floor, placed) - shortage(floor, placed - times);
    }
    s->penalty += s->cooling->unplaced_penalty * missing;
}

static void take_option(struct state *s, int32_t unit, int32_t option) {
    s->choice[unit] = option;
    book(s, unit, option, 0);
    count_placed(s, unit, 1);
}

static void take_mate(struct state *s, int32_t unit, int32_t mate) {
    s->companion[unit] = mate;
    book(s, unit, mate, need_of(s->space, s->choice[unit]).count);
}

static void unseat(struct state *s, int32_t unit) {
    int32_t option = s->choice[unit], mate = s->companion[unit];
    if (mate >= 0) unbook(s, unit, mate, need_of(s->space, option).count);
    unbook(s, unit, option, 0);
    count_placed(s, unit, -1);
    s->choice[unit] = s->companion[unit] = NONE;
}

static int lift(struct state *s, int32_t unit) {
    if (s->lifts == MOST_LIFTED) return 0;
    for (int32_t k = 0; k < s->lifts; k++)
        if (s->lifted[k].unit == unit) return 0;
    struct lifted *was = s->lifted + s->lifts++;
    *was = (struct lifted){unit, s->choice[unit], s->companion[unit], objective(s)};
    if (was->option >= 0) unseat(s, unit);
    was->loss -= objective(s);
    return 1;
}

/* Draws a unit that uses a resource, by preference one whose leaving is enough. */
static int32_t user_of(struct state *s, int32_t resource, int64_t missing) {
    struct user user = {0};
    for (int32_t draw = 0; draw < DRAWS; draw++) {
        user = s->user[s->space->user_first[resource] + below(s, s->users[resource])];
        struct need need = need_of(s->space, s->choice[user.unit]);
        int64_t nth = user.nth;
        if (nth >= need.count) nth -= need.count, need = need_of(s->space, s->companion[user.unit]);
        if (need.use[nth] >= missing) break;
    }
    return user.unit;
}

static int make_room(struct state *s, int32_t column) {
    struct need need = need_of(s->space, column);
    for (int64_t k = 0; k < need.count; k++) {
        int32_t resource = need.resource[k];
        if (need.use[k] > s->space->capacity[resource]) return 0;
        for (int32_t ejected = 0; s->room[resource] < need.use[k]; ejected++) {
            int32_t unit = user_of(s, resource, need.use[k] - s->room[resource]);
            if (ejected == MOST_EJECTED || !lift(s, unit)) return 0;
            s->home[s->homeless++] = s->lifts - 1;
        }
    }
    return 1;
}

static int accompanied(const struct space *space, int32_t column) {
    return column < space->options && space->needs[column];
}

/* The worth of an option with a companion if it needs one, or of a companion alone. */
static int64_t worth_with(const struct space *space, int32_t column, int32_t mate) {
    return space->worth[column] + (accompanied(space, column) ? space->worth[mate] : 0);
}

static int goes_with(const struct state *s, int32_t column, int32_t mate) {
    return (mate >= 0 || !accompanied(s->space, column)) && has_room(s, column);
}

/* The best of columns, listed by their worth with companion `dear`, for who would have `mate`. */
static int32_t best_fit(const struct state *s, int32_t own, const int32_t *column, int64_t count, int32_t dear,
                        int32_t mate, int64_t least) {
    int32_t best = own >= 0 && goes_with(s, own, mate) ? own : NONE;
    int64_t most = best >= 0 ? worth_with(s->space, best, mate) + relief(s, best, 1) : least;
    for (int64_t k = 0; k < count; k++) {
        if (accompanied(s->space, column[k]) && mate < 0) continue;
        if (!s->space->rows && worth_with(s->space, column[k], dear) <= most) break;
        if (!has_room(s, column[k])) continue;
        int64_t gain = worth_with(s->space, column[k], mate) + relief(s, column[k], 1);
        if (gain > most) most = gain, best = column[k];
    }
    return best;
}

static int32_t dearest_mate(const struct space *space, int32_t unit) {
    const int64_t *first = space->mate_first + unit;
    return first[0] < first[1] ? space->mate[first[0]] : NONE;
}

static int32_t mate_for(const struct state *s, const struct lifted *was) {
    const int64_t *first = s->space->mate_first + was->unit;
    if (was->mate >= 0 && has_room(s, was->mate)) return was->mate;
    return best_fit(s, NONE, s->space->mate + first[0], first[1] - first[0], NONE, NONE, INT64_MIN);
}

static int settle(struct state *s, const struct lifted *was, int32_t option, int32_t mate) {
    const int64_t *first = s->space->mate_first + was->unit;
    if (!make_room(s, option)) return 0;
    take_option(s, was->unit, option);
    if (!s->space->needs[option]) return 1;
    if (mate < 0) mate = mate_for(s, was);
    if (mate < 0 && first[0] < first[1]) mate = s->space->mate[first[0] + below(s, first[1] - first[0])];
    if (mate < 0 || !make_room(s, mate)) return 0;
    take_mate(s, was->unit, mate);
    return 1;
}

/* What the move would come to if all who are homeless were as well off again. */
static int64_t hope(const struct state *s) {
    int64_t sum = objective(s);
    for (int32_t k = 0; k < s->homeless; k++) sum += s->lifted[s->home[k]].loss;
    return sum;
}

static int put_back(struct state *s, const struct lifted *was, int64_t others) {
    const int64_t *first = s->cooling->listed_first + was->unit;
    int32_t mate = mate_for(s, was), dear = dearest_mate(s->space, was->unit);
    int64_t before = objective(s);
    count_placed(s, was->unit, 1);
    int64_t least = s->goal - others - objective(s) - 1;
    int32_t option = best_fit(s, was->option, s->cooling->listed + first[0], first[1] - first[0], dear, mate, least);
    count_placed(s, was->unit, -1);
    if (option < 0) return 0;
    take_option(s, was->unit, option);
    mate = s->space->needs[option] ? mate_for(s, was) : NONE;
    if (mate >= 0) take_mate(s, was->unit, mate);
    if ((mate >= 0) == s->space->needs[option] && objective(s) > before) return 1;
    unseat(s, was->unit);
    return 0;
}

static void put_all_back(struct state *s) {
    int32_t left = 0;
    int64_t others = hope(s) - objective(s);
    for (int32_t k = 0; k < s->homeless; k++) {
        const struct lifted *was = s->lifted + s->home[k];
        others -= was->loss;
        if (!put_back(s, was, others)) s->home[left++] = s->home[k];
    }
    s->homeless = left;
}

static int32_t other_option(struct state *s, int32_t unit, int32_t own) {
    const int64_t *first = s->cooling->listed_first + unit;
    if (first[0] == first[1]) return NONE;
    int32_t option = s->cooling->listed[first[0] + below(s, first[1] - first[0])];
    return option == own ? NONE : option;
}

/* Tells whether a unit that had `was` may gain enough by an option, its best companion with it. */
static int promising(const struct state *s, const struct lifted *was, int32_t option, int64_t standing) {
    int32_t dear = dearest_mate(s->space, was->unit);
    if (was->option < 0 || s->owing) return 1;
    if (dear < 0 && s->space->needs[option]) return 0;
    int64_t had = worth_with(s->space, was->option, was->mate);
    return standing + worth_with(s->space, option, dear) - had >= s->goal;
}

static int moved(struct state *s, int32_t unit) {
    const int64_t *first = s->space->mate_first + unit;
    struct lifted was = {unit, s->choice[unit], s->companion[unit], 0};
    int32_t option = was.option, mate = NONE;
    int64_t standing = objective(s);
    if (was.mate >= 0 && chance(s, COMPANION_SHARE)) {
        mate = s->space->mate[first[0] + below(s, first[1] - first[0])];
        if (mate == was.mate) return 0;
    } else if ((option = other_option(s, unit, was.option)) < 0) return 0;
    s->goal = standing + least_gain(s);
    s->owing = s->penalty;
    if (!promising(s, &was, option, standing)) return 0;
    lift(s, unit);
    for (int32_t depth = 1; settle(s, &was, option, mate) && hope(s) >= s->goal; depth++) {
        put_all_back(s);
        if (objective(s) >= s->goal) return 1;
        if (!s->homeless || depth == DEEPEST || chance(s, SETTLED_SHARE)) return 0;
        standing = hope(s);
        int64_t next = below(s, s->homeless);
        was = s->lifted[s->home[next]];
        s->home[next] = s->home[--s->homeless];
        option = other_option(s, was.unit, was.option);
        mate = NONE;
        if (option < 0 || !promising(s, &was, option, standing)) return 0;
    }
    return 0;
}

static void undo(struct state *s) {
    for (int32_t k = 0; k < s->lifts; k++)
        if (s->choice[s->lifted[k].unit] >= 0) unseat(s, s->lifted[k].unit);
    for (int32_t k = 0; k < s->lifts; k++) {
        if (s->lifted[k].option >= 0) take_option(s, s->lifted[k].unit, s->lifted[k].option);
        if (s->lifted[k].mate >= 0) take_mate(s, s->lifted[k].unit, s->lifted[k].mate);
    }
}

static void note(struct state *s, int32_t unit) {
    int32_t at = s->waiting_at[unit];
    if (s->choice[unit] >= 0 && at >= 0) {
        int32_t last = s->waiting[--s->waiters];
        s->waiting[at] = last;
        s->waiting_at[last] = at;
        s->waiting_at[unit] = NONE;
    } else if (s->choice[unit] < 0 && at < 0 && s->cooling->listed_first[unit] < s->cooling->listed_first[unit + 1]) {
        s->waiting_at[unit] = s->waiters;
        s->waiting[s->waiters++] = unit;
    }
    if (!s->is_changed[unit]) s->changed[s->changes++] = unit;
    s->is_changed[unit] = 1;
}

static void keep_if_best(struct state *s) {
    int64_t *best = s->cooling->figures + 2;
    if (s->penalty || s->worth <= *best) return;
    for (*best = s->worth; s->changes; ) {
        int32_t unit = s->changed[--s->changes];
        s->cooling->best_choice[unit] = s->choice[unit];
        s->cooling->best_companion[unit] = s->companion[unit];
        s->is_changed[unit] = 0;
    }
}

static void begin(struct state *s) {
    const struct space *space = s->space;
    s->random = (s->cooling->seed + 1) * 0x9E3779B97F4A7C15u | 1;
    for (int32_t k = 0; k < 8; k++) drawn(s);
    for (int64_t r = 0; r < space->resources; r++) s->room[r] = space->capacity[r];
    for (int64_t row = 0; row < space->rows; row++)
        s->penalty += s->cooling->row_penalty[row] * shortage(space->least[row], 0);
    for (int64_t group = 0; group < space->groups; group++)
        s->penalty += s->cooling->unplaced_penalty * space->group_floor[group];
    for (int32_t unit = 0; unit < space->units; unit++) {
        int32_t option = s->choice[unit], mate = s->companion[unit];
        s->penalty += s->cooling->unplaced_penalty * space->must_place[unit];
        if (option >= 0) take_option(s, unit, option);
        if (mate >= 0) take_mate(s, unit, mate);
        s->waiting_at[unit] = NONE;
        note(s, unit);
    }
    s->cooling->figures[2] = INT64_MIN;
    keep_if_best(s);
}

static void *carved(char **from, int64_t bytes) {
    char *piece = *from;
    *from += bytes;
    return piece;
}

/* Lays out one block of zeros for all that changes, widest numbers first; NULL without memory. */
static void *laid_out(struct state *s) {
    int64_t units = s->space->units, resources = s->space->resources, groups = s->space->groups;
    int64_t users = s->space->user_first[resources], slots = units * s->space->width;
    int64_t numbers = resources + s->space->rows + groups + users;
    char *block = calloc((size_t)(8 * numbers + 4 * (resources + slots + 3 * units) + units) + 1, 1), *from = block;
    if (!block) return NULL;
    s->room = carved(&from, 8 * resources);
    s->row_sum = carved(&from, 8 * s->space->rows);
    s->group_placed = carved(&from, 8 * groups);
    s->user = carved(&from, 8 * users);
    s->users = carved(&from, 4 * resources);
    s->user_at = carved(&from, 4 * slots);
    s->waiting = carved(&from, 4 * units);
    s->waiting_at = carved(&from, 4 * units);
    s->changed = carved(&from, 4 * units);
    s->is_changed = carved(&from, units);
    return block;
}

static int64_t cooled(struct state *s) {
    const struct cooling *cooling = s->cooling;
    int64_t made = 0;
    for (; made < cooling->moves && s->space->units; made++) {
        if (made % 1024 == 0) {
            double gone = (double)made / (double)cooling->moves;
            if (*cooling->stop) break;
            s->temperature = cooling->hot * pow(cooling->cold / cooling->hot, gone);
        }
        int among_waiting = s->waiters && chance(s, cooling->unplaced_share);
        int32_t unit = among_waiting ? s->waiting[below(s, s->waiters)] : (int32_t)below(s, s->space->units);
        s->lifts = s->homeless = 0;
        if (!moved(s, unit)) { undo(s); continue; }
        for (int32_t k = 0; k < s->lifts; k++) note(s, s->lifted[k].unit);
        keep_if_best(s);
        cooling->figures[3]++;
    }
    return made;
}

/* Gives the moves made, or -1 when memory ran out; `companion` holds columns too. */
int64_t anneal(const struct space *space, const struct cooling *cooling, int32_t *choice, int32_t *companion) {
    struct state state = {.space = space, .cooling = cooling, .choice = choice, .companion = companion};
    void *block = laid_out(&state);
    if (!block) return NONE;
    begin(&state);
    int64_t made = cooled(&state);
    cooling->figures[0] = state.worth;
    cooling->figures[1] = state.penalty;
    free(block);
    return made;
}
