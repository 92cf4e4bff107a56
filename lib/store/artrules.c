/* The rules of a library, in the database; see artrule.h. */
#include <stdlib.h>
#include <string.h>

#include "store/artruleparts.h"
#include "store/row.h"

enum { RULES_OF, RULES_DROP, RULES_PUT, RULES_ROOM, RULES_COUNT };

#define COLUMNS                                                                                              \
	"asset_type, min_count, max_count, min_width, min_height, weight_resolution, weight_votes, "         \
	"weight_language, weight_provider, phash_similarity_threshold, prefer_language, "                    \
	"provider_priority, text, language_rank, replace_local"

static const struct db_sql statements[RULES_COUNT] = {
	[RULES_OF] = {"SELECT " COLUMNS " FROM asset_selection_config WHERE library_id = $1", NULL},
	[RULES_DROP] = {"DELETE FROM asset_selection_config WHERE library_id = $1 AND asset_type = $2", NULL},
	[RULES_PUT] = {"INSERT INTO asset_selection_config (library_id, " COLUMNS
		       ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
		NULL},
	/* A set's films may be in several libraries. */
	[RULES_ROOM] =
		{"SELECT max_count, replace_local FROM asset_selection_config WHERE asset_type = $3 AND "
		 "library_id = CASE CAST($1 AS TEXT) "
		 "WHEN 'movie' THEN (SELECT library_id FROM movies WHERE id = $2) "
		 "WHEN 'series' THEN (SELECT library_id FROM series WHERE id = $2) "
		 "WHEN 'season' THEN (SELECT s.library_id FROM seasons m JOIN series s ON s.id = m.series_id "
		 "WHERE m.id = $2) "
		 "WHEN 'episode' THEN (SELECT s.library_id FROM episodes m JOIN series s ON s.id = "
		 "m.series_id "
		 "WHERE m.id = $2) "
		 "ELSE (SELECT MIN(library_id) FROM movies WHERE set_id = $2) END",
			NULL},
};
const struct db_sqltab artrule_sql = {"artrule", statements, RULES_COUNT};

void art_rules_release(struct art_rules *rules)
{
	size_t i;

	for (i = 0; i < rules->n; i++)
		art_rule_release(&rules->rule[i]);
	free(rules->rule);
	names_release(&rules->languages);
	*rules = (struct art_rules){0};
}

void art_languages_read(struct meta_names *list, const char *text)
{
	size_t n;

	for (; text && *text; text += n + (text[n] == ',')) {
		char *word;

		n = strcspn(text, ",");
		word = xstrndup(text, n);
		names_add(list, word);
		free(word);
	}
}

static void join(const struct meta_names *list, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		strbuf_addf(out, "%s%s", i ? "," : "", list->item[i]);
}

static void read_row(struct db_stmt *st, struct art_rule *rule)
{
	int i;

	art_rule_release(rule);
	rule->min_count = db_int(st, 1);
	rule->max_count = db_int(st, 2);
	rule->min_width = db_int(st, 3);
	rule->min_height = db_int(st, 4);
	for (i = 0; i < PART_COUNT; i++)
		rule->weight[i] = db_real(st, 5 + i);
	rule->similarity = db_real(st, 9);
	art_languages_read(&rule->languages, db_text(st, 10));
	pins_read(&rule->providers, db_text(st, 11));
	rule->text_none = !strcmp(db_text(st, 12), "none");
	rule->language_rank = db_int(st, 13) != 0;
	rule->replace_local = db_int(st, 14) != 0;
}

static void add_usual(struct art_rules *rules)
{
	size_t i;

	/* One more, of no type: that of everything else. */
	rules->rule = xcalloc(ART_RULE_TYPES + 1, sizeof(*rules->rule));
	rules->n = ART_RULE_TYPES + 1;
	for (i = 0; i < rules->n; i++)
		art_rule_usual(&rules->rule[i], i < ART_RULE_TYPES ? art_rule_types[i] : "");
}

static struct art_rule *rule_of(struct art_rules *rules, const char *type)
{
	size_t i;

	for (i = 0; i + 1 < rules->n; i++)
		if (!strcmp(rules->rule[i].type, type))
			break;
	return &rules->rule[i];
}

int art_rules_load(struct db *db, const struct library *lib, const char *language, struct art_rules *out,
	struct error *err)
{
	const char *own = library_setting(lib, "language");
	struct db_stmt *st = db_stmt(db, &artrule_sql, RULES_OF);
	struct art_rules rules = {.library_id = lib->id, .no_actors = !library_actors(lib)};
	int rc;

	add_usual(&rules);
	art_languages_read(&rules.languages, own ? own : language);
	db_bind_int(st, 1, lib->id);
	while ((rc = db_step(st, err)) == 1) {
		struct art_rule *rule = rule_of(&rules, db_text(st, 0));

		if (*rule->type)
			read_row(st, rule);
	}
	if (rc)
		art_rules_release(&rules);
	else
		*out = rules;
	return rc;
}

const struct art_rule *art_rule_of(const struct art_rules *rules, const char *kind)
{
	struct artname name = {0};

	if (rules->no_actors && artname_kind_actor(kind))
		return &rules->none;
	if (!artname_read_kind(kind, &name))
		return &rules->rule[rules->n - 1];
	return rule_of((struct art_rules *)(uintptr_t)rules, name.type);
}

const struct meta_names *art_rule_languages(const struct art_rules *rules, const struct art_rule *rule)
{
	return rule->languages.n ? &rule->languages : &rules->languages;
}

int art_rules_set(
	struct art_rules *rules, char *const *words, size_t n, struct meta_names *said, struct error *err)
{
	struct art_rule *rule = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		bool is_type = !strchr(words[i], '=') && strcmp(words[i], "default") != 0;

		if (is_type && art_rule_type(words[i], err))
			return -1;
		if (is_type) {
			rule = rule_of(rules, words[i]);
			names_add(said, words[i]);
		} else if (!rule) {
			return error_set(err, ERR_USAGE, "'%s' is of no kind: poster %s", words[i], words[i]);
		} else if (art_rule_set(rule, words[i], err)) {
			return -1;
		}
	}
	for (i = 0; i < rules->n; i++)
		if (art_rule_check(&rules->rule[i], err))
			return -1;
	return 0;
}

static int put(struct db *db, int64_t library_id, const struct art_rule *rule, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &artrule_sql, RULES_DROP);
	struct strbuf languages = STRBUF_INIT;
	char *providers = pins_json(&rule->providers);
	int i, rc;

	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, rule->type);
	rc = db_run(st, err);
	join(&rule->languages, &languages);
	st = db_stmt(db, &artrule_sql, RULES_PUT);
	db_bind_int(st, 1, library_id);
	db_bind_text(st, 2, rule->type);
	db_bind_int(st, 3, rule->min_count);
	db_bind_int(st, 4, rule->max_count);
	bind_int_unless(st, 5, rule->min_width, 0);
	bind_int_unless(st, 6, rule->min_height, 0);
	for (i = 0; i < PART_COUNT; i++)
		db_bind_real(st, 7 + i, rule->weight[i]);
	db_bind_real(st, 11, rule->similarity);
	db_bind_text(st, 12, languages.buf);
	db_bind_text(st, 13, providers ? providers : "[]");
	db_bind_text(st, 14, rule->text_none ? "none" : "");
	db_bind_int(st, 15, rule->language_rank);
	db_bind_int(st, 16, rule->replace_local);
	if (!rc)
		rc = db_run(st, err);
	strbuf_release(&languages);
	free(providers);
	return rc;
}

static int put_all(struct db *db, void *ctx, struct error *err)
{
	const struct art_rules *rules = ctx;
	size_t i;

	for (i = 0; i + 1 < rules->n; i++)
		if (put(db, rules->library_id, &rules->rule[i], err))
			return -1;
	return 0;
}

int art_rules_save(struct db *db, const struct art_rules *rules, struct error *err)
{
	return db_transact(db, DB_WRITE_FULL, put_all, (void *)(uintptr_t)rules, err);
}

int art_rule_room(struct db *db, enum entity type, int64_t id, const char *kind, int64_t *most,
	bool *replaces, struct error *err)
{
	struct db_stmt *st = stmt_of(db, &artrule_sql, RULES_ROOM, type, id);
	struct artname name = {0};
	struct art_rule usual;
	int rc;

	if (artname_read_kind(kind, &name))
		db_bind_text(st, 3, name.type);
	rc = db_step(st, err);
	art_rule_usual(&usual, name.type);
	if (rc >= 0) {
		*most = rc ? db_int(st, 0) : usual.max_count;
		*replaces = rc && db_int(st, 1) != 0;
	}
	db_reset(st);
	art_rule_release(&usual);
	return rc < 0 ? -1 : 0;
}
