/* Rules of a library's pictures, and their words; rows are in artrules.c. See artrule.h. */
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "core/alloc.h"
#include "core/record.h"
#include "store/artruleparts.h"

#define MAX_COUNT 64 /* pictures of one kind, as publish tells apart */
#define MAX_PIXELS 65500
#define MAX_WORDS 16 /* of a list */
#define SUM_EXACT 1e-6

const char *const art_rule_types[ART_RULE_TYPES] = {ART_BANNER, ART_CHARACTERART, ART_CLEARART, ART_CLEARLOGO,
	ART_DISCART, ART_FANART, ART_KEYART, ART_LANDSCAPE, ART_POSTER, ART_THUMB};

enum value_kind {
	VALUE_COUNT,
	VALUE_PIXELS,
	VALUE_PART,
	VALUE_LANGUAGES,
	VALUE_PROVIDERS,
	VALUE_TEXT,
	VALUE_FLAG
};

static const struct rule_key {
	const char *name;
	enum value_kind kind;
	size_t at; /* in struct art_rule */
} keys[] = {
	{"min_count", VALUE_COUNT, offsetof(struct art_rule, min_count)},
	{"max_count", VALUE_COUNT, offsetof(struct art_rule, max_count)},
	{"min_width", VALUE_PIXELS, offsetof(struct art_rule, min_width)},
	{"min_height", VALUE_PIXELS, offsetof(struct art_rule, min_height)},
	{"weight_resolution", VALUE_PART, offsetof(struct art_rule, weight[PART_RESOLUTION])},
	{"weight_votes", VALUE_PART, offsetof(struct art_rule, weight[PART_VOTES])},
	{"weight_language", VALUE_PART, offsetof(struct art_rule, weight[PART_LANGUAGE])},
	{"weight_provider", VALUE_PART, offsetof(struct art_rule, weight[PART_PROVIDER])},
	{"prefer_language", VALUE_LANGUAGES, offsetof(struct art_rule, languages)},
	{"provider_priority", VALUE_PROVIDERS, offsetof(struct art_rule, providers)},
	{"phash_similarity_threshold", VALUE_PART, offsetof(struct art_rule, similarity)},
	{"text", VALUE_TEXT, offsetof(struct art_rule, text_none)},
	{"language_rank", VALUE_FLAG, offsetof(struct art_rule, language_rank)},
	{"replace_local", VALUE_FLAG, offsetof(struct art_rule, replace_local)},
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

const char *art_part_name(enum art_part part)
{
	static const char *const names[PART_COUNT] = {"resolution", "votes", "language", "provider"};

	return names[part];
}

void art_rule_usual(struct art_rule *rule, const char *type)
{
	*rule = (struct art_rule){.min_count = 1,
		.max_count = !strcmp(type, ART_FANART) ? 3 : 1,
		.weight = {0.3, 0.4, 0.2, 0.1},
		.similarity = 0.9,
		.language_rank = true};
	strncat(rule->type, type, sizeof(rule->type) - 1);
	names_add(&rule->providers, "tmdb");
	names_add(&rule->providers, "tvdb");
	names_add(&rule->providers, "fanart.tv");
}

void art_rule_release(struct art_rule *rule)
{
	names_release(&rule->languages);
	names_release(&rule->providers);
}

int art_rule_type(const char *type, struct error *err)
{
	struct strbuf all = STRBUF_INIT;
	size_t i;

	for (i = 0; i < ART_RULE_TYPES; i++)
		if (!strcmp(type, art_rule_types[i]))
			return 0;
	for (i = 0; i < ART_RULE_TYPES; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "", art_rule_types[i]);
	error_set(err, ERR_BAD_VALUE, "'%s' is no kind of artwork that has a rule; there are %s", type,
		all.buf);
	strbuf_release(&all);
	return -1;
}

/* Where the value is in a rule. */
static void *member_at(struct art_rule *rule, const struct rule_key *key)
{
	return (char *)rule + key->at;
}
#define MEMBER(rule, key, type) ((type *)member_at(rule, key))

static int takes(const struct rule_key *key, const char *wanted, const char *value, struct error *err)
{
	return error_set(err, ERR_BAD_VALUE, "'%s' takes %s, not '%s'", key->name, wanted, value);
}

static int set_whole(
	struct art_rule *rule, const struct rule_key *key, const char *value, long most, struct error *err)
{
	struct strbuf wanted = STRBUF_INIT;
	size_t digits = strspn(value, "0123456789");
	long n = digits && digits < 10 && !value[digits] ? strtol(value, NULL, 10) : -1;
	int rc = 0;

	if (n < 0 || n > most) {
		strbuf_addf(&wanted, "a whole number up to %ld", most);
		rc = takes(key, wanted.buf, value, err);
	} else {
		*MEMBER(rule, key, int64_t) = n;
	}
	strbuf_release(&wanted);
	return rc;
}

static int set_part(struct art_rule *rule, const struct rule_key *key, const char *value, struct error *err)
{
	char *end;
	double d = strtod(value, &end);

	if (!*value || strspn(value, "0123456789.") != strlen(value) || *end || !(d >= 0 && d <= 1))
		return takes(key, "a fraction from 0 to 1", value, err);
	*MEMBER(rule, key, double) = d;
	return 0;
}

/* "tmdb,tvdb": words of those bytes; "" is none at all. */
static int set_words(struct art_rule *rule, const struct rule_key *key, const char *bytes, const char *wanted,
	const char *value, struct error *err)
{
	struct meta_names list = {0};
	const char *p = value;
	size_t n = 1;

	for (; *p && n && list.n <= MAX_WORDS; p += n + (p[n] == ',')) {
		char *word;

		n = strspn(p, bytes);
		if (!n || n > ART_TYPE_MAX || (p[n] && (p[n] != ',' || !p[n + 1])))
			break;
		word = xstrndup(p, n);
		names_add(&list, word);
		free(word);
	}
	if (*p || list.n > MAX_WORDS) {
		names_release(&list);
		return takes(key, wanted, value, err);
	}
	names_release(MEMBER(rule, key, struct meta_names));
	*MEMBER(rule, key, struct meta_names) = list;
	return 0;
}

static int set_flag(struct art_rule *rule, const struct rule_key *key, const char *yes, const char *no,
	const char *wanted, const char *value, struct error *err)
{
	if (strcmp(value, yes) != 0 && strcmp(value, no) != 0)
		return takes(key, wanted, value, err);
	*MEMBER(rule, key, bool) = !strcmp(value, yes);
	return 0;
}

static int set_value(struct art_rule *rule, const struct rule_key *key, const char *value, struct error *err)
{
	switch (key->kind) {
	case VALUE_COUNT:
		return set_whole(rule, key, value, MAX_COUNT, err);
	case VALUE_PIXELS:
		return set_whole(rule, key, value, MAX_PIXELS, err);
	case VALUE_PART:
		return set_part(rule, key, value, err);
	case VALUE_LANGUAGES:
		return set_words(rule, key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-",
			"a list like de,en, or nothing", value, err);
	case VALUE_PROVIDERS:
		return set_words(rule, key, "abcdefghijklmnopqrstuvwxyz0123456789.",
			"a list like tmdb,tvdb,fanart.tv, best first", value, err);
	case VALUE_TEXT:
		return set_flag(rule, key, "none", "", "none, or nothing", value, err);
	case VALUE_FLAG:
		break;
	}
	return set_flag(rule, key, "yes", "no", "yes or no", value, err);
}

static int unknown(const char *word, struct error *err)
{
	struct strbuf all = STRBUF_INIT;
	size_t i;

	for (i = 0; i < NKEYS; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "", keys[i].name);
	error_set(err, ERR_BAD_VALUE, "'%s' is no setting of a rule; there are %s, and the word default",
		word, all.buf);
	strbuf_release(&all);
	return -1;
}

int art_rule_set(struct art_rule *rule, const char *word, struct error *err)
{
	const char *sign = strchr(word, '=');
	struct art_rule usual;
	size_t i;

	if (!strcmp(word, "default")) {
		art_rule_usual(&usual, rule->type);
		art_rule_release(rule);
		*rule = usual;
		return 0;
	}
	for (i = 0; i < NKEYS && sign; i++)
		if (strlen(keys[i].name) == (size_t)(sign - word) &&
			!strncmp(keys[i].name, word, (size_t)(sign - word)))
			return set_value(rule, &keys[i], sign + 1, err);
	return unknown(word, err);
}

int art_rule_check(const struct art_rule *rule, struct error *err)
{
	double sum = 0;
	int i;

	for (i = 0; i < PART_COUNT; i++)
		sum += rule->weight[i];
	if (fabs(sum - 1) <= SUM_EXACT)
		return 0;
	return error_set(err, ERR_BAD_VALUE,
		"the weights of %s are %g, %g, %g and %g for resolution, votes, language and provider: "
		"together %g, and not 1",
		rule->type, rule->weight[PART_RESOLUTION], rule->weight[PART_VOTES],
		rule->weight[PART_LANGUAGE], rule->weight[PART_PROVIDER], sum);
}

static void add_value(struct art_rule *rule, const struct rule_key *key, struct strbuf *out)
{
	const struct meta_names *list = MEMBER(rule, key, struct meta_names);
	size_t i;

	switch (key->kind) {
	case VALUE_COUNT:
	case VALUE_PIXELS:
		strbuf_addf(out, "%" PRId64, *MEMBER(rule, key, int64_t));
		break;
	case VALUE_PART:
		strbuf_addf(out, "%g", *MEMBER(rule, key, double));
		break;
	case VALUE_LANGUAGES:
	case VALUE_PROVIDERS:
		for (i = 0; i < list->n; i++)
			strbuf_addf(out, "%s%s", i ? "," : "", list->item[i]);
		break;
	case VALUE_TEXT:
		strbuf_addstr(out, *MEMBER(rule, key, bool) ? "none" : "");
		break;
	case VALUE_FLAG:
		strbuf_addstr(out, *MEMBER(rule, key, bool) ? "yes" : "no");
		break;
	}
}

void art_rule_text(const struct art_rule *rule, struct strbuf *out)
{
	struct strbuf value = STRBUF_INIT, other = STRBUF_INIT;
	struct art_rule usual, *mine = (struct art_rule *)(uintptr_t)rule;
	size_t i;

	art_rule_usual(&usual, rule->type);
	strbuf_addf(out, "%s:", rule->type);
	for (i = 0; i < NKEYS; i++) {
		strbuf_clear(&value);
		strbuf_clear(&other);
		add_value(mine, &keys[i], &value);
		add_value(&usual, &keys[i], &other);
		if (strcmp(value.buf, other.buf) != 0 || !strcmp(keys[i].name, "max_count"))
			strbuf_addf(out, " %s=%s", keys[i].name, value.buf);
	}
	art_rule_release(&usual);
	strbuf_release(&value);
	strbuf_release(&other);
}

static void set_list(struct record *r, const char *key, const struct meta_names *list)
{
	char *json = pins_json(list);

	record_set_raw(r, key, json ? json : "[]", json ? strlen(json) : 2);
	free(json);
}

void art_rule_record(const struct library *lib, const struct art_rule *rule, struct record *r)
{
	struct art_rule *mine = (struct art_rule *)(uintptr_t)rule;
	size_t i;

	record_set_str(r, "library", lib->name);
	record_set_str(r, "rule", rule->type);
	for (i = 0; i < NKEYS; i++) {
		const struct rule_key *key = &keys[i];

		if (key->kind == VALUE_COUNT || key->kind == VALUE_PIXELS)
			record_set_int(r, key->name, *MEMBER(mine, key, int64_t));
		else if (key->kind == VALUE_PART)
			record_set_real(r, key->name, *MEMBER(mine, key, double));
		else if (key->kind == VALUE_FLAG)
			record_set_bool(r, key->name, *MEMBER(mine, key, bool));
		else if (key->kind == VALUE_TEXT)
			record_set_str(r, key->name, *MEMBER(mine, key, bool) ? "none" : NULL);
		else
			set_list(r, key->name, MEMBER(mine, key, struct meta_names));
	}
}
