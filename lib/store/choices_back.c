/* What was said of pictures, said and taken back in memory; see choices.h. */
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "media/artname.h"
#include "store/choiceparts.h"

static bool is_multiple(const char *kind)
{
	return !strcmp(kind, ART_FANART);
}

static bool is_of(const struct candidate *c, const char *kind)
{
	return !strcmp(c->asset_type, kind);
}

static void set_by(struct candidate *c, const char *by)
{
	char *copy = xstrdup_or_null(by);

	free(c->selected_by);
	c->selected_by = copy;
}

void choices_set(struct candidate *c, const char *by)
{
	if (c->is_selected != (by != NULL)) {
		free(c->selected_at);
		c->selected_at = NULL;
	}
	c->is_selected = by != NULL;
	set_by(c, by);
}

void choices_select(struct candidate_list *all, struct candidate *c, const char *by)
{
	size_t i;

	for (i = 0; i < all->n && !is_multiple(c->asset_type); i++)
		if (&all->item[i] != c && all->item[i].is_selected && is_of(&all->item[i], c->asset_type))
			choices_set(&all->item[i], NULL);
	choices_set(c, by);
}

void choices_unlock(struct candidate_list *all, const char *kind)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_of(&all->item[i], kind) && candidate_chosen_by_hand(&all->item[i]))
			set_by(&all->item[i],
				strcmp(all->item[i].provider, "local") ? SELECTED_AUTO : SELECTED_LOCAL);
}

/* ---- back -----------------------------------------------------------------------------------------------
 */

static enum said_word word_in(const struct said_list *list, const struct candidate *c)
{
	const struct said *said = said_of(list, c->id);

	return said ? said->word : SAID_NOTHING;
}

static bool selected_in(const struct said_list *list, const struct candidate *c)
{
	const struct said *said = said_of(list, c->id);

	return said && said->by;
}

/* Whether a picture is neither as the edit left it nor as it was before; or somebody chose one since, where
 * there is room for one. */
static bool is_changed(
	const struct candidate *c, const struct said_list *was, const struct said_list *now, bool multiple)
{
	enum said_word before = word_in(was, c), after = word_in(now, c), is = said_now(c);

	if (before != after)
		return is != after && is != before;
	return !multiple && is == SAID_BY_HAND && !selected_in(was, c);
}

static bool any_changed(const struct candidate_list *all, const char *kind, const struct said_list *was,
	const struct said_list *now)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_of(&all->item[i], kind) && is_changed(&all->item[i], was, now, is_multiple(kind)))
			return true;
	return false;
}

static const struct candidate *find(const struct candidate_list *all, const char *kind, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->item[i].id == id && is_of(&all->item[i], kind))
			return &all->item[i];
	return NULL;
}

static bool any_gone(const struct candidate_list *all, const char *kind, const struct said_list *was)
{
	size_t i;

	for (i = 0; i < was->n; i++)
		if (was->item[i].by && !find(all, kind, was->item[i].id))
			return true;
	return false;
}

static bool any_collected(const struct candidate_list *all, const char *kind, const struct said_list *was)
{
	size_t i;

	for (i = 0; i < was->n; i++) {
		const struct candidate *c = was->item[i].by ? find(all, kind, was->item[i].id) : NULL;

		if (c && !c->is_selected && candidate_collected(c))
			return true;
	}
	return false;
}

static bool any_rejected(const struct candidate_list *all, const char *kind, const struct said_list *was)
{
	size_t i;

	for (i = 0; i < was->n; i++) {
		const struct candidate *c = was->item[i].by ? find(all, kind, was->item[i].id) : NULL;

		if (c && c->is_rejected)
			return true;
	}
	return false;
}

/* Whether a picture that was selected stood at this one's path, and is to stand there again. */
static bool is_taken(const struct candidate_list *all, const char *kind, const struct said_list *was,
	const struct candidate *c)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (is_of(&all->item[i], kind) && selected_in(was, &all->item[i]) &&
			candidate_same_file(&all->item[i], c))
			return true;
	return false;
}

#define COLLECTED "was a picture that the cache has no more: metarr select --choose fetches it again"

/* What the rules selected gives way to what was selected. What stands in the library stays as one of several,
 * and where nothing was selected. */
static void give_way(struct candidate_list *all, const char *kind, const struct said_list *was)
{
	bool any = false;
	size_t i;

	for (i = 0; i < was->n; i++)
		any |= was->item[i].by != NULL;
	for (i = 0; i < all->n; i++) {
		struct candidate *c = &all->item[i];

		if (is_of(c, kind) && said_now(c) == SAID_SELECTED && !selected_in(was, c) &&
			!(c->local_path && (is_multiple(kind) || !any) && !is_taken(all, kind, was, c)))
			choices_set(c, NULL);
	}
}

static void put_back(struct candidate *c, const struct said *was)
{
	enum said_word word = was ? was->word : SAID_NOTHING;

	c->is_rejected = word == SAID_REJECTED;
	choices_set(c, was ? was->by : NULL);
	if (word == SAID_UNDECIDED)
		set_by(c, SELECTED_FILE);
}

const char *choices_take_back(struct candidate_list *all, const char *kind, const char *was, const char *now)
{
	struct said_list before, after;
	const char *why;
	size_t i;

	said_read(&before, was);
	said_read(&after, now);
	why = any_gone(all, kind, &before)		? "was a picture that is gone"
	      : any_changed(all, kind, &before, &after) ? "has been changed since"
	      : any_collected(all, kind, &before)	? COLLECTED
							: NULL;
	for (i = 0; i < all->n && !why; i++) {
		struct candidate *c = &all->item[i];

		if (is_of(c, kind) && word_in(&before, c) != word_in(&after, c))
			put_back(c, said_of(&before, c->id));
	}
	if (!why)
		give_way(all, kind, &before);
	said_release(&before);
	said_release(&after);
	return why;
}

const char *choices_put(struct candidate_list *all, const char *kind, const char *was)
{
	struct said_list before;
	const char *why;
	size_t i;

	said_read(&before, was);
	why = any_gone(all, kind, &before)	  ? "was a picture that is gone"
	      : any_rejected(all, kind, &before)  ? "was a picture that has been rejected since"
	      : any_collected(all, kind, &before) ? COLLECTED
						  : NULL;
	for (i = 0; i < all->n && !why; i++)
		if (is_of(&all->item[i], kind) && selected_in(&before, &all->item[i]))
			put_back(&all->item[i], said_of(&before, all->item[i].id));
	if (!why)
		give_way(all, kind, &before);
	said_release(&before);
	return why;
}
