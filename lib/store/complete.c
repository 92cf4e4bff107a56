/* Rules of completeness; see complete.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/record.h"
#include "media/artname.h"
#include "store/candidate.h"
#include "store/complete.h"
#include "store/item.h"
#include "store/row.h"

enum { RULE_OF, RULE_PUT, RULE_DROP, RULE_COUNT };

/* In the order of 'kinds'. */
#define COUNTS                                                                                               \
	"required_posters, required_fanart, required_landscape, required_keyart, required_banners, "         \
	"required_clearart, required_clearlogos, required_discart, required_characterart, required_thumbs"
static const char *const kinds[COMPLETE_KINDS] = {ART_POSTER, ART_FANART, ART_LANDSCAPE, ART_KEYART,
	ART_BANNER, ART_CLEARART, ART_CLEARLOGO, ART_DISCART, ART_CHARACTERART, ART_THUMB};

static const struct db_sql statements[RULE_COUNT] = {
	[RULE_OF] = {"SELECT severity, required_fields, " COUNTS
		     " FROM completeness_config WHERE media_type = $1",
		NULL},
	[RULE_PUT] = {"INSERT INTO completeness_config (media_type, severity, required_fields, " COUNTS
		      ", created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		NULL},
	[RULE_DROP] = {"DELETE FROM completeness_config WHERE media_type = $1", NULL},
};
const struct db_sqltab complete_sql = {"complete", statements, RULE_COUNT};

static int add_picture(
	struct complete_rule *rule, const char *word, size_t len, const char *number, struct error *err)
{
	char *end;
	long n = strtol(number, &end, 10);
	size_t i;

	for (i = 0; i < COMPLETE_KINDS; i++)
		if (strlen(kinds[i]) == len && !strncmp(kinds[i], word, len))
			break;
	if (i == COMPLETE_KINDS)
		return error_set(err, ERR_BAD_VALUE,
			"'%s' names no kind of artwork: there are poster, fanart, landscape, keyart, banner, "
			"clearart, clearlogo, discart, characterart, thumb",
			word);
	if (!*number || *end || n < 0 || n > COMPLETE_MAX_PICTURES)
		return error_set(
			err, ERR_BAD_VALUE, "'%s' takes a number up to %d", word, COMPLETE_MAX_PICTURES);
	rule->pictures[i] = n;
	return 0;
}

int complete_add(struct complete_rule *rule, const char *word, struct error *err)
{
	const char *sign = strchr(word, '=');
	int field = sign ? -1 : meta_field_by_name(word);

	if (!strcmp(word, "nothing"))
		return 0;
	if (sign)
		return add_picture(rule, word, (size_t)(sign - word), sign + 1, err);
	if (field < 0)
		return error_set(err, ERR_BAD_VALUE,
			"'%s' is no field, and a kind of artwork has a number: poster=1", word);
	rule->fields |= MF_BIT(field);
	return 0;
}

/* Calls for each word; the text is borrowed. */
static void each_word(const struct complete_rule *rule, void (*fn)(const char *word, void *ctx), void *ctx)
{
	struct strbuf word = STRBUF_INIT;
	size_t i;
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if (rule->fields & MF_BIT(f))
			fn(meta_field_name((enum meta_field)f), ctx);
	for (i = 0; i < COMPLETE_KINDS; i++) {
		if (!rule->pictures[i])
			continue;
		strbuf_clear(&word);
		strbuf_addf(&word, "%s=%" PRId64, kinds[i], rule->pictures[i]);
		fn(word.buf, ctx);
	}
	strbuf_release(&word);
}

static void add_word(const char *word, void *ctx)
{
	struct strbuf *out = ctx;

	strbuf_addf(out, "%s%s", out->len ? " " : "", word);
}

void complete_words(const struct complete_rule *rule, struct strbuf *out)
{
	struct strbuf words = STRBUF_INIT;

	each_word(rule, add_word, &words);
	strbuf_addbuf(out, &words);
	strbuf_release(&words);
}

static void add_string(const char *word, void *ctx)
{
	jsonw_str(ctx, word);
}

static const char *severity(const struct complete_rule *rule)
{
	return rule->is_error ? "error" : "warning";
}

void complete_text(const struct complete_rule *rule, struct strbuf *out)
{
	size_t start;

	strbuf_addf(out, "%s: ", entity_name(rule->type));
	start = out->len;
	complete_words(rule, out);
	strbuf_addf(out, "%s (%s)", out->len > start ? "" : "nothing", severity(rule));
}

void complete_record(const struct complete_rule *rule, struct record *r)
{
	struct strbuf json = STRBUF_INIT;
	struct jsonw w;

	jsonw_init(&w, &json);
	jsonw_array(&w);
	each_word(rule, add_string, &w);
	jsonw_end(&w);
	record_set_str(r, "rule", entity_name(rule->type));
	record_set_str(r, "severity", severity(rule));
	record_set_raw(r, "requires", json.buf, json.len);
	strbuf_release(&json);
}

/* Words that this program does not know are passed by: a newer one may have written them. */
static uint64_t fields_of(const char *json)
{
	cJSON *list = json_parse(json, strlen(json), NULL);
	const cJSON *name;
	uint64_t fields = 0;
	int f;

	cJSON_ArrayForEach (name, list) {
		f = cJSON_IsString(name) ? meta_field_by_name(name->valuestring) : -1;
		if (f >= 0)
			fields |= MF_BIT(f);
	}
	cJSON_Delete(list);
	return fields;
}

int complete_load(struct db *db, enum entity type, struct complete_rule *out, struct error *err)
{
	struct db_stmt *st = db_stmt(db, &complete_sql, RULE_OF);
	int i, rc;

	db_bind_text(st, 1, entity_name(type));
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*out = (struct complete_rule){.type = type, .is_error = !strcmp(db_text(st, 0), "error")};
	out->fields = fields_of(db_text(st, 1));
	for (i = 0; i < COMPLETE_KINDS; i++)
		out->pictures[i] = db_int(st, 2 + i);
	db_reset(st);
	return 1;
}

static bool is_empty(const struct complete_rule *rule)
{
	size_t i;

	for (i = 0; i < COMPLETE_KINDS; i++)
		if (rule->pictures[i])
			return false;
	return !rule->fields;
}

static void fields_json(const struct complete_rule *rule, struct strbuf *out)
{
	struct jsonw w;
	int f;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (f = 0; f < MF_COUNT; f++)
		if (rule->fields & MF_BIT(f))
			jsonw_str(&w, meta_field_name((enum meta_field)f));
	jsonw_end(&w);
}

static int replace_rule(struct db *db, void *ctx, struct error *err)
{
	const struct complete_rule *rule = ctx;
	struct strbuf fields = STRBUF_INIT;
	struct db_stmt *st = db_stmt(db, &complete_sql, RULE_DROP);
	int i, rc;

	db_bind_text(st, 1, entity_name(rule->type));
	rc = db_run(st, err);
	if (rc || is_empty(rule))
		return rc;
	fields_json(rule, &fields);
	st = db_stmt(db, &complete_sql, RULE_PUT);
	db_bind_text(st, 1, entity_name(rule->type));
	db_bind_text(st, 2, severity(rule));
	db_bind_text(st, 3, fields.buf);
	for (i = 0; i < COMPLETE_KINDS; i++)
		db_bind_int(st, 4 + i, rule->pictures[i]);
	rc = bind_now(db, st, 4 + COMPLETE_KINDS, err) ? -1 : db_run(st, err);
	strbuf_release(&fields);
	return rc;
}

int complete_save(struct db *db, const struct complete_rule *rule, struct error *err)
{
	return db_transact(db, DB_WRITE_FULL, replace_rule, (void *)rule, err);
}

/* How many pictures of a kind would be published. */
static int64_t count_pictures(const struct candidate_list *pictures, const char *kind)
{
	int64_t n = 0;
	size_t i;

	for (i = 0; i < pictures->n; i++) {
		const struct candidate *c = &pictures->item[i];

		n += c->is_selected && !c->is_rejected && c->is_downloaded && !strcmp(c->asset_type, kind);
	}
	return n;
}

bool complete_lacks(const struct complete_rule *rule, const struct item *it,
	const struct candidate_list *pictures, struct strbuf *out)
{
	size_t start = out->len, i;
	int f;

	for (f = 0; f < MF_COUNT; f++)
		if ((rule->fields & MF_BIT(f)) && !meta_has(&it->meta, (enum meta_field)f))
			strbuf_addf(out, "%s%s", out->len > start ? ", " : "",
				meta_field_name((enum meta_field)f));
	for (i = 0; i < COMPLETE_KINDS; i++) {
		int64_t n = count_pictures(pictures, kinds[i]);

		if (n < rule->pictures[i])
			strbuf_addf(out, "%s%s (%" PRId64 " of %" PRId64 ")", out->len > start ? ", " : "",
				kinds[i], n, rule->pictures[i]);
	}
	return out->len > start;
}
