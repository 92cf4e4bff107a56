/*
 * Items as JSON: for records and people, in one canonical form, and back.
 */
#include <stdlib.h>

#include "core/alloc.h"
#include "core/json.h"
#include "media/meta.h"

static void write_scalar(struct jsonw *w, const struct meta *m, enum meta_field f)
{
	const char *v = m->scalar[f];

	switch (v ? f : MF_TITLE) {
	case MF_YEAR:
	case MF_RUNTIME:
	case MF_USER_RATING:
	case MF_SEASON_NUMBER:
	case MF_EPISODE_NUMBER:
	case MF_DISPLAY_SEASON:
	case MF_DISPLAY_EPISODE:
		jsonw_int(w, strtol(v, NULL, 10));
		break;
	default:
		jsonw_str(w, v);
	}
}

static void write_names(struct jsonw *w, const struct meta_names *names)
{
	jsonw_array(w);
	for (size_t i = 0; i < names->n; i++)
		jsonw_str(w, names->item[i]);
	jsonw_end(w);
}

static void key_if(struct jsonw *w, const char *key, const char *value)
{
	if (value)
		jsonw_kstr(w, key, value);
}

static void write_people(struct jsonw *w, enum meta_field f, const struct meta_people *people, bool canonical)
{
	jsonw_array(w);
	for (size_t i = 0; i < people->n; i++) {
		const struct meta_person *p = &people->item[i];

		if (canonical && f != MF_ACTORS) {
			jsonw_str(w, p->name);
			continue;
		}
		jsonw_object(w);
		jsonw_kstr(w, "name", p->name);
		key_if(w, "role", p->role);
		if (!canonical && p->order >= 0)
			jsonw_kint(w, "order", p->order);
		key_if(w, "thumb", p->thumb);
		if (!canonical)
			key_if(w, "tmdb_id", p->tmdb_id);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_set(struct jsonw *w, const struct meta *m, bool canonical)
{
	if (!m->set_name) {
		jsonw_null(w);
		return;
	}
	jsonw_object(w);
	jsonw_kstr(w, "name", m->set_name);
	if (!canonical) {
		key_if(w, "overview", m->set_overview);
		key_if(w, "tmdb_id", m->set_tmdb_id);
	}
	jsonw_end(w);
}

static int rating_order(const void *a, const void *b)
{
	const struct meta_rating *const *x = a, *const *y = b;

	return strcmp((*x)->source, (*y)->source);
}

static void write_ratings(struct jsonw *w, const struct meta *m, bool canonical)
{
	int the_default = meta_default_rating(m);
	const struct meta_rating **sorted = xcalloc(m->ratings.n + 1, sizeof(const struct meta_rating *));

	for (size_t i = 0; i < m->ratings.n; i++)
		sorted[i] = &m->ratings.item[i];
	if (canonical)
		qsort(sorted, m->ratings.n, sizeof(const struct meta_rating *), rating_order);
	jsonw_array(w);
	for (size_t i = 0; i < m->ratings.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "source", sorted[i]->source);
		jsonw_kreal(w, "value", sorted[i]->value);
		jsonw_kint(w, "max", sorted[i]->max);
		if (sorted[i]->votes >= 0)
			jsonw_kint(w, "votes", sorted[i]->votes);
		jsonw_kbool(w, "default", sorted[i] == &m->ratings.item[the_default]);
		jsonw_end(w);
	}
	jsonw_end(w);
	free(sorted);
}

static int id_order(const void *a, const void *b)
{
	const struct meta_id *const *x = a, *const *y = b;

	return strcmp((*x)->type, (*y)->type);
}

static void write_ids(struct jsonw *w, const struct meta *m, bool canonical)
{
	int the_default = meta_default_id(m);
	const struct meta_id **sorted = xcalloc(m->ids.n + 1, sizeof(const struct meta_id *));

	for (size_t i = 0; i < m->ids.n; i++)
		sorted[i] = &m->ids.item[i];
	if (canonical)
		qsort(sorted, m->ids.n, sizeof(const struct meta_id *), id_order);
	jsonw_array(w);
	for (size_t i = 0; i < m->ids.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "type", sorted[i]->type);
		jsonw_kstr(w, "value", sorted[i]->value);
		jsonw_kbool(w, "default", sorted[i] == &m->ids.item[the_default]);
		jsonw_end(w);
	}
	jsonw_end(w);
	free(sorted);
}

static void write_extra(struct jsonw *w, const struct meta *m)
{
	jsonw_array(w);
	for (size_t i = 0; i < m->extra.n; i++) {
		jsonw_object(w);
		jsonw_kstr(w, "name", m->extra.item[i].name);
		jsonw_kstr(w, "value", m->extra.item[i].value);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void write_field(struct jsonw *w, const struct meta *m, enum meta_field f, bool canonical)
{
	switch (f) {
	case MF_SET:
		write_set(w, m, canonical);
		break;
	case MF_GENRES:
	case MF_STUDIOS:
	case MF_COUNTRIES:
	case MF_TAGS:
		write_names(w, meta_names(m, f));
		break;
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		write_people(w, f, meta_people(m, f), canonical);
		break;
	case MF_RATINGS:
		write_ratings(w, m, canonical);
		break;
	case MF_UNIQUEIDS:
		write_ids(w, m, canonical);
		break;
	case MF_EXTRA:
		write_extra(w, m);
		break;
	default:
		write_scalar(w, m, f);
	}
}

void meta_write_json(const struct meta *m, enum meta_field f, struct jsonw *w)
{
	write_field(w, m, f, false);
}

void meta_field_json(const struct meta *m, enum meta_field f, struct strbuf *out)
{
	struct jsonw w;

	jsonw_init(&w, out);
	write_field(&w, m, f, true);
}

static int bad(enum meta_field f, const char *takes, struct error *err)
{
	return error_set(err, ERR_BAD_VALUE, "%s takes %s", meta_field_name(f), takes);
}

/* A string, or a number without a fraction, as text. */
static int text_of(const cJSON *v, struct strbuf *out)
{
	strbuf_clear(out);
	if (cJSON_IsString(v))
		strbuf_addstr(out, v->valuestring);
	else if (cJSON_IsNumber(v) && v->valuedouble == (double)(int64_t)v->valuedouble)
		strbuf_addf(out, "%lld", (long long)v->valuedouble);
	else
		return -1;
	return 0;
}

static char *member(const cJSON *object, const char *key)
{
	struct strbuf text = STRBUF_INIT;
	const cJSON *v = json_member(object, key);
	char *copy = v && text_of(v, &text) == 0 ? xstrdup(text.buf) : NULL;

	strbuf_release(&text);
	return copy;
}

static int read_scalar(struct meta *m, enum meta_field f, const cJSON *v, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc = text_of(v, &text) ? bad(f, "a text or a whole number", err) : meta_set(m, f, text.buf, err);

	strbuf_release(&text);
	return rc;
}

static int read_set(struct meta *m, const cJSON *v, struct error *err)
{
	char *name = cJSON_IsString(v) ? xstrdup(v->valuestring) : member(v, "name");
	char *overview = member(v, "overview"), *id = member(v, "tmdb_id");
	int rc = name ? 0 : bad(MF_SET, "a name, or an object with a name", err);

	if (rc == 0)
		meta_set_collection(m, name, overview, id);
	free(name);
	free(overview);
	free(id);
	return rc;
}

static int read_person(struct meta *m, enum meta_field f, const cJSON *v, struct error *err)
{
	struct meta_person p = {
		.name = cJSON_IsString(v) ? xstrdup(v->valuestring) : member(v, "name"),
		.role = member(v, "role"),
		.thumb = member(v, "thumb"),
		.tmdb_id = member(v, "tmdb_id"),
		.order = -1,
	};
	int64_t order;
	int rc = p.name ? 0 : bad(f, "a list of names, or of objects with a name", err);

	if (json_int(v, "order", &order) && order >= 0 && order < 1000000)
		p.order = (int)order;
	if (rc == 0)
		meta_add_person(m, f, &p);
	free(p.name);
	free(p.role);
	free(p.thumb);
	free(p.tmdb_id);
	return rc;
}

static int read_rating(struct meta *m, const cJSON *v, struct error *err)
{
	struct meta_rating r = {.source = member(v, "source"), .max = 10, .votes = -1};
	int64_t max;
	int rc = r.source && json_real(v, "value", &r.value)
			 ? 0
			 : bad(MF_RATINGS, "a source and a value each", err);

	if (json_int(v, "max", &max) && max > 0 && max <= 1000000)
		r.max = (int)max;
	json_int(v, "votes", &r.votes);
	json_bool(v, "default", &r.is_default);
	if (rc == 0)
		meta_add_rating(m, &r);
	free(r.source);
	return rc;
}

/* Ids and extra fields: two texts of an object. */
static int read_pair(struct meta *m, enum meta_field f, const cJSON *v, struct error *err)
{
	char *name = member(v, f == MF_EXTRA ? "name" : "type"), *value = member(v, "value");
	bool is_default = false;
	int rc = name && value
			 ? 0
			 : bad(f, f == MF_EXTRA ? "a name and a value each" : "a type and a value each", err);

	json_bool(v, "default", &is_default);
	if (rc == 0 && f == MF_EXTRA)
		meta_add_extra(m, name, value);
	else if (rc == 0)
		meta_add_id(m, name, value, is_default);
	free(name);
	free(value);
	return rc;
}

static int read_element(struct meta *m, enum meta_field f, const cJSON *v, struct error *err)
{
	switch (f) {
	case MF_ACTORS:
	case MF_DIRECTORS:
	case MF_WRITERS:
		return read_person(m, f, v, err);
	case MF_RATINGS:
		return read_rating(m, v, err);
	case MF_UNIQUEIDS:
	case MF_EXTRA:
		return read_pair(m, f, v, err);
	default:
		if (!cJSON_IsString(v))
			return bad(f, "a list of names", err);
		meta_add_name(m, f, v->valuestring);
		return 0;
	}
}

int meta_read_json(struct meta *m, enum meta_field f, const cJSON *v, struct error *err)
{
	struct meta read = META_INIT;
	const cJSON *element;
	int rc = 0;

	if (cJSON_IsNull(v)) {
		meta_clear_field(m, f);
		return 0;
	}
	if (f < MF_SCALARS)
		rc = read_scalar(&read, f, v, err);
	else if (f == MF_SET)
		rc = read_set(&read, v, err);
	else if (!cJSON_IsArray(v))
		rc = bad(f, "a list", err);
	else
		for (element = v->child; element && rc == 0; element = element->next)
			rc = read_element(&read, f, element, err);
	if (rc == 0)
		meta_copy_field(m, &read, f);
	meta_release(&read);
	return rc;
}
