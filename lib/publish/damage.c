/* What is wrong with a file that was published; see damage.h. */
#include <string.h>

#include "core/json.h"
#include "core/record.h"
#include "media/nfo.h"
#include "publish/damage.h"

const char *damage_name(enum damage d)
{
	static const char *const names[] = {
		"good", "missing", "empty", "cut", "rotten", "unreadable", "changed"};

	return names[d];
}

static bool all_zero(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

static bool is_cut(const struct strbuf *bytes, const struct strbuf *published)
{
	size_t same = 0;

	while (same < bytes->len && same < published->len && bytes->buf[same] == published->buf[same])
		same++;
	return all_zero(bytes->buf + same, bytes->len - same);
}

/* Zero bytes in a text of 8-bit characters. */
static bool has_zeros(const struct strbuf *bytes)
{
	bool utf16 =
		bytes->len >= 2 && (!memcmp(bytes->buf, "\xff\xfe", 2) || !memcmp(bytes->buf, "\xfe\xff", 2));

	return !utf16 && memchr(bytes->buf, '\0', bytes->len);
}

static int is_nfo(const struct strbuf *bytes, const struct strbuf *published, struct error *err)
{
	struct nfo nfo = NFO_INIT;
	size_t i;
	int says = 0, rc;

	if (has_zeros(bytes) && !(published && has_zeros(published)))
		return 0;
	rc = nfo_read(&nfo, bytes->buf, bytes->len, err);
	for (i = 0; !rc && i < nfo.n; i++)
		says |= nfo.item[i].root != NFO_OTHER;
	nfo_release(&nfo);
	return rc ? -1 : says;
}

/* What the child says of the picture: 1, or 0 when the fault is the file's own. */
static int read_answer(const struct strbuf *answer, struct error *err)
{
	cJSON *json = json_parse(answer->buf, answer->len, err);
	const cJSON *error = json_member(json, "error");
	const char *code = json_str(error, "code"), *message = json_str(error, "message");
	int rc = json ? 1 : -1;

	if (error && error_lasts(error_by_name(code ? code : "")))
		rc = 0;
	else if (error)
		rc = error_set(err, error_by_name(code ? code : ""), "%s", message ? message : "no reason");
	cJSON_Delete(json);
	return rc;
}

static int is_picture(const char *path, struct child_pool *images, struct error *err)
{
	struct strbuf line = STRBUF_INIT, answer = STRBUF_INIT;
	struct error why = ERROR_INIT;
	struct jsonw w;
	void *tag;
	int rc;

	jsonw_init(&w, &line);
	jsonw_object(&w);
	jsonw_kstr(&w, "path", path);
	jsonw_end(&w);
	child_pool_submit(images, line.buf, line.len, NULL);
	rc = child_pool_next(images, -1, &tag, &answer, &why);
	if (rc == 1 && why.code == ERR_NONE)
		rc = read_answer(&answer, err);
	else if (rc == 1 && error_lasts(why.code))
		rc = 0;
	else
		rc = error_set(err, why.code ? why.code : ERR_KILLED, "'%s': %s", path,
			why.code ? why.msg.buf : "interrupted");
	error_release(&why);
	strbuf_release(&line);
	strbuf_release(&answer);
	return rc;
}

int damage_of(const struct published_file *f, const struct standing *now, const struct strbuf *bytes,
	const struct strbuf *published, struct child_pool *images, enum damage *out, struct error *err)
{
	int good = 1;

	if (!now->there)
		*out = DAMAGE_MISSING;
	else if (now->empty_link)
		*out = DAMAGE_CHANGED;
	else if (!strcmp(now->hash, f->hash))
		*out = DAMAGE_NONE;
	else if (!bytes->len)
		*out = DAMAGE_EMPTY;
	else if (published && is_cut(bytes, published))
		*out = DAMAGE_CUT;
	else if (now->stamp.size == f->size && now->stamp.mtime_ns == f->mtime_ns)
		*out = DAMAGE_ROTTEN;
	else {
		good = strcmp(f->kind, "nfo") ? is_picture(f->path, images, err)
					      : is_nfo(bytes, published, err);
		*out = good ? DAMAGE_CHANGED : DAMAGE_UNREADABLE;
	}
	return good < 0 ? -1 : 0;
}
