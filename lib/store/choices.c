/* What was said of pictures, as text and in the database; see choices.h. */
#include <inttypes.h>
#include <string.h>

#include "core/json.h"
#include "store/choiceparts.h"
#include "store/pins.h"
#include "store/rejected.h"
#include "store/row.h"

enum { CHOICE_SET, CHOICE_LOCKED, CHOICE_COUNT };

static const struct db_sql statements[CHOICE_COUNT] = {
	[CHOICE_SET] = {"UPDATE asset_candidates SET is_selected = $2, selected_by = $3, selected_at = $4, "
			"is_rejected = $5 WHERE id = $1",
		NULL},
	[CHOICE_LOCKED] = {"SELECT field FROM field_state WHERE entity_type = $1 AND entity_id = $2 "
			   "AND locked = 1",
		NULL},
};
const struct db_sqltab choices_sql = {"choices", statements, CHOICE_COUNT};

/* ---- as text --------------------------------------------------------------------------------------------
 */

enum said_word said_now(const struct candidate *c)
{
	return c->is_rejected		     ? SAID_REJECTED
	       : candidate_chosen_by_hand(c) ? SAID_BY_HAND
	       : c->is_selected		     ? SAID_SELECTED
	       : candidate_undecided(c)	     ? SAID_UNDECIDED
					     : SAID_NOTHING;
}

static int by_id(const void *a, const void *b)
{
	const struct candidate *x = *(const struct candidate *const *)a;
	const struct candidate *y = *(const struct candidate *const *)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void put_candidate(struct jsonw *w, const struct candidate *c)
{
	jsonw_object(w);
	jsonw_kint(w, "id", c->id);
	if (c->is_rejected)
		jsonw_kbool(w, "rejected", true);
	else if (c->is_selected)
		jsonw_kstr(w, "selected_by", c->selected_by ? c->selected_by : SELECTED_AUTO);
	else
		jsonw_kbool(w, "undecided", true);
	jsonw_end(w);
}

/* One that was rejected can be selected no more. */
static bool is_listed(const struct candidate *c, const char *kind, bool selected)
{
	enum said_word word = said_now(c);

	return !strcmp(c->asset_type, kind) &&
	       (selected ? word == SAID_SELECTED || word == SAID_BY_HAND : word != SAID_NOTHING);
}

/* Those of which something is said, or those that are selected; NULL: none. */
static char *list_of(const struct candidate_list *all, const char *kind, bool selected)
{
	const struct candidate **list = xcalloc(all->n + 1, sizeof(*list));
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		if (is_listed(&all->item[i], kind, selected))
			list[n++] = &all->item[i];
	qsort(list, n, sizeof(*list), by_id);
	jsonw_init(&w, &out);
	if (n) {
		jsonw_array(&w);
		for (i = 0; i < n; i++)
			put_candidate(&w, list[i]);
		jsonw_end(&w);
	}
	free(list);
	return n ? strbuf_detach(&out, NULL) : NULL;
}

char *choices_of(const struct candidate_list *all, const char *kind)
{
	return list_of(all, kind, false);
}

char *choices_selected(const struct candidate_list *all, const char *kind)
{
	return list_of(all, kind, true);
}

static struct said read_said(const cJSON *one)
{
	const char *by = json_str(one, "selected_by");
	const struct candidate c = {
		.is_selected = by != NULL, .selected_by = (char *)(uintptr_t)(by ? by : SELECTED_FILE)};
	struct said said = {.word = said_now(&c), .by = xstrdup_or_null(by)};
	bool rejected = false;

	if (json_bool(one, "rejected", &rejected) && rejected)
		said.word = SAID_REJECTED;
	json_int(one, "id", &said.id);
	return said;
}

void said_read(struct said_list *out, const char *json)
{
	cJSON *list = json ? json_parse(json, strlen(json), NULL) : NULL, *one;

	*out = (struct said_list){0};
	if (list)
		out->item = xcalloc((size_t)cJSON_GetArraySize(list) + 1, sizeof(*out->item));
	cJSON_ArrayForEach (one, list)
		out->item[out->n++] = read_said(one);
	cJSON_Delete(list);
}

void said_release(struct said_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		free(list->item[i].by);
	free(list->item);
	*list = (struct said_list){0};
}

const struct said *said_of(const struct said_list *list, int64_t id)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->item[i].id == id)
			return &list->item[i];
	return NULL;
}

bool choices_by_hand(const char *json)
{
	struct said_list list;
	bool found = false;
	size_t i;

	said_read(&list, json);
	for (i = 0; i < list.n; i++)
		found |= list.item[i].word == SAID_BY_HAND;
	said_release(&list);
	return found;
}

/* Appends the ids of which such a thing is said; 'label' before the first. How many. */
static size_t add_ids(const struct said_list *list, bool rejected, const char *label, struct strbuf *out)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		if (rejected ? list->item[i].word == SAID_REJECTED : list->item[i].by != NULL)
			strbuf_addf(out, "%s%" PRId64, n++ ? ", " : label, list->item[i].id);
	return n;
}

void choices_text(const char *json, struct strbuf *out)
{
	struct said_list list;
	size_t n;

	said_read(&list, json);
	n = add_ids(&list, false, "", out);
	add_ids(&list, true, n ? ", rejected: " : "rejected: ", out);
	said_release(&list);
}

/* ---- in the database ------------------------------------------------------------------------------------
 */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_choice(const struct candidate *a, const struct candidate *b)
{
	return a->is_selected == b->is_selected && a->is_rejected == b->is_rejected &&
	       same_text(a->selected_by, b->selected_by);
}

static int save_rejection(struct db *db, const struct candidate *c, struct error *err)
{
	struct strbuf key = STRBUF_INIT;
	int rc = 0;

	rejected_key(c, &key);
	if (c->is_rejected)
		rc = rejected_add(db, c, c->reject_reason, err);
	else if (key.len)
		rc = rejected_remove(db, key.buf, err) < 0 ? -1 : 0;
	strbuf_release(&key);
	return rc;
}

/* One that was rejected somewhere else meanwhile is selected no more. */
static int save_one(struct db *db, const struct candidate *c, const struct candidate *was, struct error *err)
{
	bool selected = c->is_selected && !c->is_rejected;
	struct db_stmt *st;

	if (c->is_rejected != was->is_rejected && save_rejection(db, c, err))
		return -1;
	st = db_stmt(db, &choices_sql, CHOICE_SET);
	db_bind_int(st, 1, c->id);
	db_bind_int(st, 2, selected);
	db_bind_text(st, 3, c->is_rejected ? NULL : c->selected_by);
	db_bind_text(st, 4, selected ? c->selected_at : NULL);
	db_bind_int(st, 5, c->is_rejected);
	if (selected && !c->selected_at && bind_now(db, st, 4, err))
		return -1;
	return db_run(st, err);
}

static const struct candidate *by_its_id(const struct candidate_list *all, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->item[i].id == id)
			return &all->item[i];
	return NULL;
}

int choices_save(
	struct db *db, enum entity type, int64_t id, const struct candidate_list *all, struct error *err)
{
	struct candidate_list was = {0};
	size_t i;
	int rc = candidates_of(db, type, id, &was, err);

	for (i = 0; i < was.n && !rc; i++) {
		const struct candidate *c = by_its_id(all, was.item[i].id);

		if (c && !same_choice(c, &was.item[i]))
			rc = save_one(db, c, &was.item[i], err);
	}
	candidate_list_release(&was);
	return rc;
}

/* ---- all kinds ------------------------------------------------------------------------------------------
 */

static int locked_kinds(
	struct db *db, enum entity type, int64_t id, struct meta_names *out, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &choices_sql, CHOICE_LOCKED, type, id);
	int rc;

	while ((rc = db_step(st, err)) == 1)
		if (meta_field_by_name(db_text(st, 0)) < 0)
			names_add(out, db_text(st, 0));
	return rc;
}

void choices_kinds(const struct candidate_list *all, struct meta_names *out)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (said_now(&all->item[i]) != SAID_NOTHING)
			names_add(out, all->item[i].asset_type);
}

static void put_kind(struct jsonw *w, const struct candidate_list *all, const char *kind, bool locked)
{
	char *chosen = choices_selected(all, kind);

	if (chosen || locked) {
		jsonw_key(w, kind);
		jsonw_object(w);
		jsonw_kbool(w, "locked", locked);
		jsonw_key(w, "chosen");
		jsonw_raw(w, chosen ? chosen : "[]", strlen(chosen ? chosen : "[]"));
		jsonw_end(w);
	}
	free(chosen);
}

int choices_snapshot(struct db *db, enum entity type, int64_t id, char **json, struct error *err)
{
	struct candidate_list all = {0};
	struct meta_names locked = {0}, kinds = {0};
	struct strbuf out = STRBUF_INIT;
	struct jsonw w;
	size_t i;
	int rc = candidates_of(db, type, id, &all, err) || locked_kinds(db, type, id, &locked, err) ? -1 : 0;

	choices_kinds(&all, &kinds);
	for (i = 0; i < locked.n; i++)
		names_add(&kinds, locked.item[i]);
	jsonw_init(&w, &out);
	jsonw_object(&w);
	for (i = 0; i < kinds.n; i++)
		put_kind(&w, &all, kinds.item[i], names_find(&locked, kinds.item[i]) >= 0);
	jsonw_end(&w);
	if (!rc)
		*json = strbuf_detach(&out, NULL);
	strbuf_release(&out);
	names_release(&kinds);
	names_release(&locked);
	candidate_list_release(&all);
	return rc;
}

void choices_snapshot_kinds(const char *json, struct meta_names *out)
{
	cJSON *all = json_parse(json, strlen(json), NULL), *kind;

	cJSON_ArrayForEach (kind, all)
		names_add(out, kind->string);
	cJSON_Delete(all);
}

char *choices_in_snapshot(const char *json, const char *kind, bool *locked)
{
	cJSON *all = json_parse(json, strlen(json), NULL);
	const cJSON *of = json_member(all, kind), *list = json_member(of, "chosen");
	char *text = cJSON_GetArraySize(list) ? cJSON_PrintUnformatted(list) : NULL;
	char *chosen = xstrdup_or_null(text);

	*locked = false;
	json_bool(of, "locked", locked);
	cJSON_free(text);
	cJSON_Delete(all);
	return chosen;
}
