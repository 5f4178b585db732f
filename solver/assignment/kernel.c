/* The hot loops of the regional method; `houses.py`, `dual.py` and `dive.py` say what they mean.
 *
 * Everything that is proven is a whole number: worths, profits and prices are int64 grains (a value
 * times a power of two). Doubles only choose the next step. No static state, no fixed sizes; several
 * threads may walk one dual together (`walk`), each call with its own rank. */

#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INTERFACE 1
#define SAFE_BITS 29
#define INSERTED 32
#define NOTHING (-(1 << 30))

int32_t kernel_interface(void) { return INTERFACE; }

struct houses {
    int32_t houses, places, units;
    const int32_t *house_first; /* places of a house, [houses + 1] */
    const int32_t *place_first; /* parts of a place, by use, [places + 1] */
    const int32_t *seat_first;  /* room for what a place takes, [places + 1] */
    const int32_t *budget;      /* [houses] */
    const int32_t *part_unit, *part_use;
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
    int32_t n = 0;
    for (int32_t a = from; a < to; a++) {
        int64_t profit = h->part_worth[a] - price[h->part_unit[a]];
        if (profit <= 0) continue;
        int32_t k = n;
        if (most > INSERTED) {
            n++;
        } else {
            if (n < most) n++;
            else if (into[k - 1].profit < profit) k--;
            else continue;
            for (; k > 0 && into[k - 1].profit < profit; k--) into[k] = into[k - 1];
        }
        into[k] = (struct item){profit, a, h->part_use[a]};
    }
    if (most > INSERTED) qsort(into, n, sizeof *into, better_first);
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

/* Fill the layers of one place without a count: its items are no more than its seats. */
static int32_t *free_layers(struct scratch *s, int32_t lo, int32_t hi, int32_t width, int shift,
                            int32_t *base, int32_t *spare) {
    for (int32_t k = lo; k < hi; k++) {
        int32_t use = s->items[k].use, v = (int32_t)((s->items[k].profit + ((1LL << shift) - 1)) >> shift);
        uint8_t *restrict taken = s->taken + s->row[k];
        const int32_t *restrict old = base;
        int32_t *restrict fresh = spare;
        memset(taken, 0, use);
        memcpy(fresh, old, use * sizeof *fresh);
        for (int32_t b = use; b < width; b++) {
            int32_t with = old[b - use] + v, without = old[b];
            taken[b] = with > without;
            fresh[b] = with > without ? with : without;
        }
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
            int32_t *restrict here = layers + (size_t)c * width;
            const int32_t *restrict fewer = here - width;
            uint8_t *restrict taken = s->taken + s->row[k] + (size_t)(c - 1) * width;
            memset(taken, 0, use);
            for (int32_t b = use; b < width; b++) {
                int32_t with = fewer[b - use] + v, without = here[b];
                taken[b] = with > without;
                here[b] = with > without ? with : without;
            }
        }
    }
    memset(counts, 0, width * sizeof *counts);
    for (int32_t c = 1; c <= seats; c++) {
        const int32_t *here = layers + (size_t)c * width;
        for (int32_t b = 0; b < width; b++) {
            int more = here[b] > base[b];
            counts[b] = more ? c : counts[b];
            base[b] = more ? here[b] : base[b];
        }
    }
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

/* Collect the parts of a place that any best choice could need, were it to have `seats` seats. */
static int32_t collect(const struct houses *h, int32_t place, int32_t seats, int32_t budget,
                       const int64_t *price, int32_t n, struct scratch *s) {
    int32_t from = h->place_first[place], last = h->place_first[place + 1], tops = 0, begin = n;
    if (!RESERVE(s, items, (size_t)n + (last - from)) || !RESERVE(s, best, (size_t)seats + 1) ||
        !RESERVE(s, merged, (size_t)seats + 1))
        return -1;
    while (from < last) {
        int32_t use = h->part_use[from], to = from;
        while (to < last && h->part_use[to] == use) to++;
        int32_t most = use && budget / use < seats ? budget / use : seats;
        if (most > 0) n += merge(s, seats, n, gather(h, price, from, to, most, s->items + n), &tops);
        from = to;
    }
    s->tops = tops;
    return n - begin;
}

/* The most a house can earn at these prices of units, and what it takes; -1 without memory.
 *
 * Seats per place, one budget for the house. The value is never below the true best. */
static int64_t best_of_house(const struct houses *h, int32_t house, const int64_t *price,
                             int32_t *chosen, int32_t *count, struct scratch *s) {
    int32_t p0 = h->house_first[house], p1 = h->house_first[house + 1], n = 0;
    int64_t value = 0, used = 0;
    if (!RESERVE(s, first, (size_t)(p1 - p0) + 1)) return -1;
    for (int32_t p = p0; p < p1; p++) {
        int32_t more = collect(h, p, room_of(h, p), h->budget[house], price, n, s);
        if (more < 0) return -1;
        s->first[p - p0] = n;
        n += more;
        count[p] = s->tops;
        for (int32_t k = 0; k < s->tops; k++) {
            const struct item *item = s->items + s->best[k];
            chosen[h->seat_first[p] + k] = item->part;
            used += item->use;
            value += item->profit;
        }
    }
    s->first[p1 - p0] = n;
    return used <= h->budget[house] ? value : knapsack(h, house, value, chosen, count, s);
}

/* Take the `seats` best at a price of the budget; give their use, and both sides of the margin. */
static int64_t at_strain(const struct item *items, int32_t n, int32_t seats, int64_t strain,
                         struct item *top, int64_t margin[2]) {
    int32_t held = 0;
    int64_t used = 0;
    for (int32_t k = 0; k < n; k++) {
        int64_t profit = items[k].profit - strain * items[k].use;
        if (profit <= 0 || (held > seats && profit <= top[seats].profit)) continue;
        int32_t at = held <= seats ? held++ : seats;
        for (; at > 0 && top[at - 1].profit < profit; at--) top[at] = top[at - 1];
        top[at] = (struct item){profit, items[k].part, items[k].use};
    }
    for (int32_t k = 0; k < seats && k < held; k++) used += top[k].use;
    margin[0] = held >= seats ? top[seats - 1].profit : 0;
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
        int32_t more = collect(h, p, room_of(h, p) + 1, h->budget[house], price, n, s);
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
        if (!room_of(h, p)) { seat_price[p] = INT64_MAX / 4; continue; }
        at_strain(s->items + s->first[p - p0], s->first[p - p0 + 1] - s->first[p - p0], room_of(h, p),
                  high, s->top, margin);
        seat_price[p] = (margin[0] + margin[1]) / 2;
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

/* Options whose profit is not one part's alone: charged for rows, or split over several houses. */
struct charged {
    int32_t options;
    const int64_t *first; /* parts of it, the one that carries worth and prices first */
    const int32_t *part;
    const int64_t *worth;
    struct uses uses;
    double *share; /* of the profit, per part; that of the first is what the others leave */
};

struct walk {
    struct houses houses;
    struct mates mates;
    struct charged charged;
    int32_t rows;
    const int64_t *row_limit;
    const double *row_scale;  /* what a row's price moves by, for a slack of the whole row */
    const double *row_base;   /* slack is measured against this */
    const uint8_t *must;      /* units whose price may be negative */
    double *unit_price, *row_price, *unit_drift, *row_drift, *best_unit, *best_row, *best_share;
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

static void meet(struct walk *w) {
    if (w->threads == 1) return;
    int32_t turn = atomic_load(&w->turn);
    if (atomic_fetch_add(&w->arrived, 1) + 1 == w->threads) {
        atomic_store(&w->arrived, 0);
        atomic_fetch_add(&w->turn, 1);
        return;
    }
    for (int32_t spun = 0; atomic_load(&w->turn) == turn; spun++)
        if (spun > 2000) sched_yield();
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
        int64_t price = llrint(w->unit_price[i]);
        if (w->mates.first && w->mates.first[i] < w->mates.first[i + 1])
            price += least_cost(&w->mates, i, w->row_grain);
        w->price[i] = price;
        w->taken[i] = 0;
    }
}

static void price_charged(struct walk *w, int32_t from, int32_t to) {
    const struct charged *c = &w->charged;
    for (int32_t o = from; o < to; o++) {
        int64_t worth = c->worth[o] - charge(&c->uses, o, w->row_grain);
        for (int64_t k = c->first[o] + 1; k < c->first[o + 1]; k++) {
            int64_t share = llrint(c->share[k]);
            w->houses.part_worth[c->part[k]] = share;
            worth -= share;
        }
        w->houses.part_worth[c->part[c->first[o]]] = worth;
    }
}

/* Add to each row what the companion of a taken unit uses, shared among those near the cheapest. */
static void use_mates(struct walk *w, int32_t unit, double *used) {
    const struct mates *m = &w->mates;
    int64_t least = w->price[unit] - llrint(w->unit_price[unit]);
    double sum = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t t = m->first[unit]; t < m->first[unit + 1]; t++) {
            if (m->shut && m->shut[t]) continue;
            double near = 1 - (double)(cost_of_mate(m, t, w->row_grain) - least) / w->kind;
            if (near <= 0) continue;
            if (!pass) { sum += near * near; continue; }
            double part = w->taken[unit] * near * near / sum;
            for (int64_t e = m->uses.first[t]; e < m->uses.first[t + 1]; e++)
                used[m->uses.row[e]] += part * (double)m->uses.amount[e];
        }
    }
}

static void keep_best(struct walk *w, int64_t value) {
    w->last = value;
    if (value >= w->best) return;
    w->best = value;
    if (!w->best_unit) return;
    memcpy(w->best_unit, w->unit_price, w->houses.units * sizeof(double));
    memcpy(w->best_row, w->row_price, w->rows * sizeof(double));
    if (w->charged.options)
        memcpy(w->best_share, w->charged.share, w->charged.first[w->charged.options] * sizeof(double));
}

/* One thread adds up what the houses took, and moves every price against its slack. */
static void move(struct walk *w, int32_t at, double *used, uint8_t *of_part) {
    const struct houses *h = &w->houses;
    int64_t value = 0;
    for (int32_t o = 0; o < h->houses; o++) value += w->house_value[o];
    for (int32_t i = 0; i < h->units; i++) value += llrint(w->unit_price[i]);
    for (int32_t r = 0; r < w->rows; r++) value += w->row_grain[r] * w->row_limit[r];
    keep_best(w, value);
    for (int32_t p = 0; p < h->places; p++)
        for (int32_t k = 0; k < w->count[p]; k++) {
            int32_t part = w->chosen[h->seat_first[p] + k];
            w->taken[h->part_unit[part]]++;
            if (w->part_count && at >= w->skip) w->part_count[part]++;
            if (of_part) of_part[part] = 1;
        }
    memset(used, 0, w->rows * sizeof *used);
    w->decay *= w->momentum;
    w->taken[h->units] = 0;
    double step = w->step / (1 - w->decay), fresh = 1 - w->momentum;
    const struct charged *c = &w->charged;
    for (int32_t o = 0; o < c->options; o++) {
        int lead = of_part[c->part[c->first[o]]];
        if (lead)
            for (int64_t e = c->uses.first[o]; e < c->uses.first[o + 1]; e++)
                used[c->uses.row[e]] += (double)c->uses.amount[e];
        for (int64_t k = c->first[o] + 1; k < c->first[o + 1]; k++)
            c->share[k] -= step * (of_part[c->part[k]] - lead);
    }
    if (c->options)
        for (int32_t p = 0; p < h->places; p++)
            for (int32_t k = 0; k < w->count[p]; k++) of_part[w->chosen[h->seat_first[p] + k]] = 0;
    for (int32_t i = 0; i < h->units; i++) {
        if (w->taken[i] && w->mates.first && w->mates.first[i] < w->mates.first[i + 1])
            use_mates(w, i, used);
        w->unit_drift[i] = w->momentum * w->unit_drift[i] + fresh * (1 - w->taken[i]);
        w->unit_price[i] -= step * w->unit_drift[i];
        if (w->unit_price[i] < 0 && !(w->must && w->must[i])) w->unit_price[i] = 0;
    }
    for (int32_t r = 0; r < w->rows; r++) {
        double slack = ((double)w->row_limit[r] - used[r]) / w->row_base[r];
        w->row_drift[r] = w->momentum * w->row_drift[r] + fresh * slack;
        w->row_price[r] -= step * w->row_scale[r] * w->row_drift[r];
        if (w->row_price[r] < 0) w->row_price[r] = 0;
        w->row_grain[r] = llrint(w->row_price[r]);
    }
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
    uint8_t *of_part = w->charged.options ? calloc(parts + 1, 1) : NULL;
    if (!used || (w->charged.options && !of_part)) w->failed = 1;
    if (!rank) {
        for (int32_t r = 0; r < w->rows; r++) w->row_grain[r] = llrint(w->row_price[r]);
        atomic_store(&w->next, 0);
        w->price[n] = 0;
    }
    meet(w);
    for (int32_t at = 0; at < w->steps && !w->failed; at++) {
        price_units(w, (int64_t)n * rank / t, (int64_t)n * (rank + 1) / t);
        int32_t options = w->charged.options;
        price_charged(w, (int64_t)options * rank / t, (int64_t)options * (rank + 1) / t);
        meet(w);
        serve_houses(w, &s);
        meet(w);
        if (!rank && !w->failed) move(w, at, used, of_part);
        meet(w);
    }
    discard(&s);
    free(used), free(of_part);
    return w->failed;
}

/* What is left of every resource, and who has been placed. */
struct shelf {
    const int32_t *option_unit, *option_resource;
    const int64_t *option_ptr, *option_use;
    const uint8_t *needs; /* units that take a companion as well */
    const int64_t *mate_first;
    const int32_t *mate;
    const int64_t *mate_cost;
    const int64_t *mate_ptr;
    const int32_t *mate_resource;
    const int64_t *mate_use;
    int64_t *room;
    int32_t *choice, *companion;
    uint8_t *closed; /* units that are placed, or for which there is no companion left */
};

static int fits(const int64_t *room, const int32_t *resource, const int64_t *use, int64_t from, int64_t to) {
    for (int64_t e = from; e < to; e++)
        if (use[e] > room[resource[e]]) return 0;
    return 1;
}

static void take(int64_t *room, const int32_t *resource, const int64_t *use, int64_t from, int64_t to, int sign) {
    for (int64_t e = from; e < to; e++) room[resource[e]] -= sign * use[e];
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
        if (s->closed[i] || !fits(s->room, s->option_resource, s->option_use, from, to)) continue;
        take(s->room, s->option_resource, s->option_use, from, to, 1);
        if (s->needs[i]) {
            mate = cheapest_mate(s, i);
            if (mate < 0) {
                take(s->room, s->option_resource, s->option_use, from, to, -1);
                continue;
            }
            take(s->room, s->mate_resource, s->mate_use, s->mate_ptr[mate], s->mate_ptr[mate + 1], 1);
        }
        s->closed[i] = 1, s->choice[i] = o, s->companion[i] = mate;
        settled++;
    }
    return settled;
}
