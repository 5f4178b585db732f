/* Annealing over every form of problem the core knows; see anneal.py for the meaning of each field.
 *
 * A column is an option, or a companion after all options. At every moment no resource is used
 * beyond its capacity, each unit has at most one option, and a companion exactly when it has an
 * option and needs one. All else that a plan owes may be short, at a penalty.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { NONE = -1, MOST_LIFTED = 24, MOST_EJECTED = 3, DRAWS = 3, DEEPEST = 4 };

static const double COMPANION_SHARE = 0.15, SETTLED_SHARE = 0.8;

struct space {
    int64_t units, options, resources, rows, columns, groups, width;
    const int64_t *capacity, *worth;
    const int64_t *option_ptr, *option_use, *companion_ptr, *companion_use;
    const int32_t *option_resource, *companion_resource;
    const uint8_t *must_place, *needy;
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

/* The least gain that is accepted: each loss d with chance exp(-d / temperature). */
static int64_t least_gain(struct state *s) {
    double share = (double)((drawn(s) >> 11) + 1) * 0x1p-53;
    return (int64_t)ceil(fmax(s->temperature * log(share), -1e15));
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

static int32_t best_fit(const struct state *s, int32_t own, const int32_t *column, int64_t count, int64_t least) {
    int32_t best = own >= 0 && has_room(s, own) ? own : NONE;
    int64_t most = best >= 0 ? s->space->worth[best] + relief(s, best, 1) : least;
    for (int64_t k = 0; k < count; k++) {
        if (!s->space->rows && s->space->worth[column[k]] <= most) break;
        if (!has_room(s, column[k])) continue;
        int64_t gain = s->space->worth[column[k]] + relief(s, column[k], 1);
        if (gain > most) most = gain, best = column[k];
        if (!s->space->rows) break;
    }
    return best;
}

static int32_t mate_for(const struct state *s, const struct lifted *was) {
    const int64_t *first = s->space->mate_first + was->unit;
    if (was->mate >= 0 && has_room(s, was->mate)) return was->mate;
    return best_fit(s, NONE, s->space->mate + first[0], first[1] - first[0], INT64_MIN);
}

static int settle(struct state *s, const struct lifted *was, int32_t option, int32_t mate) {
    const int64_t *first = s->space->mate_first + was->unit;
    if (!make_room(s, option)) return 0;
    take_option(s, was->unit, option);
    if (!s->space->needy[was->unit]) return 1;
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
    int32_t needy = s->space->needy[was->unit], mate = needy ? mate_for(s, was) : NONE;
    int64_t before = objective(s);
    if (needy && mate < 0) return 0;
    count_placed(s, was->unit, 1);
    int64_t least = s->goal - others - objective(s) - (needy ? s->space->worth[mate] : 0);
    int32_t option = best_fit(s, was->option, s->cooling->listed + first[0], first[1] - first[0], least - 1);
    count_placed(s, was->unit, -1);
    if (option < 0) return 0;
    take_option(s, was->unit, option);
    mate = needy ? mate_for(s, was) : NONE;
    if (mate >= 0) take_mate(s, was->unit, mate);
    if ((mate >= 0) == needy && objective(s) > before) return 1;
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
    const int64_t *worth = s->space->worth;
    if (was->option < 0 || s->owing) return 1;
    int64_t gain = worth[option] - worth[was->option];
    if (was->mate >= 0) gain += worth[s->space->mate[s->space->mate_first[was->unit]]] - worth[was->mate];
    return standing + gain >= s->goal;
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
