/* From the readings of a file and its folders to one answer; see name_fill.h. */
#include <string.h>

#include "core/alloc.h"
#include "media/name_fill.h"

void fill_ids(struct name_info *info, const struct reading *r)
{
	if (!info->tmdb_id)
		info->tmdb_id = r->tmdb_id;
	if (!info->tvdb_id)
		info->tvdb_id = r->tvdb_id;
	if (!info->imdb_id && r->imdb_id[0])
		info->imdb_id = xstrdup(r->imdb_id);
	if (!info->edition && r->edition.len)
		info->edition = xstrdup(r->edition.buf);
}

void fill_title(struct name_info *info, const struct reading *r)
{
	if (!info->title && r->title.len)
		info->title = xstrdup(r->title.buf);
}

bool fill_holds(const struct strbuf *title, const struct strbuf *other)
{
	struct strbuf a = STRBUF_INIT, b = STRBUF_INIT;
	bool yes;

	strbuf_addch(&a, ' ');
	name_sort_key(&a, title->buf, NULL);
	strbuf_addch(&a, ' ');
	strbuf_addch(&b, ' ');
	name_sort_key(&b, other->buf, NULL);
	strbuf_addch(&b, ' ');
	yes = b.len > 2 && b.len < a.len && strstr(a.buf, b.buf);
	strbuf_release(&a);
	strbuf_release(&b);
	return yes;
}

void fill_itself(struct name_info *info, const struct component *c)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add_utf8(&text, c->s, c->len);
	strbuf_trim(&text);
	if (!info->title && text.len)
		info->title = strbuf_detach(&text, NULL);
	strbuf_release(&text);
}
