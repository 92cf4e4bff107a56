/* A plan for people and for patch(1); see diff.h. */
#include <inttypes.h>
#include <string.h>

#include "core/json.h"
#include "core/path.h"
#include "media/textdiff.h"
#include "publish/diff.h"

static const char *relative(const struct publisher *pub, const char *path)
{
	const char *rel = path_relative(path, pub->root);

	return rel ? rel : path;
}

static void nfo_entry(
	const struct plan *plan, const struct plan_entry *e, const char *rel, struct strbuf *out)
{
	const struct strbuf *bytes = plan_nfo_bytes(plan, e);

	if (e->action == PLAN_REMOVE)
		textdiff(out, rel, e->old_bytes.buf, e->old_bytes.len, NULL, 0);
	else
		textdiff(out, rel, *e->old.hash ? e->old_bytes.buf : NULL, e->old_bytes.len, bytes->buf,
			bytes->len);
}

/* A comment line: what happens to a file that is no text for patch(1). */
static void comment(const struct plan_entry *e, const char *rel, struct strbuf *out)
{
	strbuf_addstr(out, e->action == PLAN_REMOVE   ? "# remove "
			   : e->action == PLAN_FOLDER ? "# make folder "
			   : *e->old.hash	      ? "# replace "
						      : "# add ");
	strbuf_add_escaped(out, rel, strlen(rel));
	if (*e->old.hash)
		strbuf_addf(out, " -%s (%" PRId64 " bytes)", e->old.hash, e->old.stamp.size);
	if (*e->new_hash)
		strbuf_addf(out, " +%s (%" PRId64 " bytes)", e->new_hash, e->new_size);
	strbuf_addch(out, '\n');
}

static void count(struct diff *d, const struct plan_entry *e)
{
	if (e->action == PLAN_FOLDER)
		return;
	if (e->action == PLAN_KEEP)
		d->identical++;
	else if (e->action == PLAN_REMOVE)
		d->removed++;
	else if (e->old.there)
		d->changed++;
	else
		d->added++;
}

void diff_add(struct diff *d, const struct plan *plan, const struct publisher *pub, bool interrupted)
{
	size_t i;

	if (interrupted)
		strbuf_addf(&d->text,
			"# interrupted: a publish of %s:%" PRId64
			" was killed; the next publish or scan deals with it\n",
			entity_name(plan->item.type), plan->item.id);
	for (i = 0; i < plan->nwarning; i++)
		strbuf_addf(&d->text, "# warning: %s\n", plan->warning[i]);
	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		count(d, e);
		if (e->action == PLAN_KEEP)
			continue;
		if (e->asset_type || e->action == PLAN_FOLDER)
			comment(e, relative(pub, e->path), &d->text);
		else
			nfo_entry(plan, e, relative(pub, e->path), &d->text);
	}
}

void diff_text(const struct diff *d, struct strbuf *out)
{
	if (!d->text.len)
		return;
	strbuf_addf(out, "# files: %zu identical, %zu changed, %zu added, %zu removed\n", d->identical,
		d->changed, d->added, d->removed);
	strbuf_addbuf(out, &d->text);
}

void diff_release(struct diff *d)
{
	strbuf_release(&d->text);
}

void diff_put(struct diff *d, struct prog *p)
{
	struct strbuf text = STRBUF_INIT;

	diff_text(d, &text);
	prog_write(p, text.buf, text.len);
	strbuf_release(&text);
	diff_release(d);
}

static void json_entry(struct jsonw *w, const struct plan_entry *e)
{
	static const char *const actions[] = {"keep", "write", "remove", "mkdir"};

	jsonw_object(w);
	jsonw_kstr(w, "action", actions[e->action]);
	jsonw_kstr(w, "path", e->path);
	jsonw_kstr(w, "asset_type", e->asset_type);
	jsonw_kstr(w, "old", *e->old.hash ? e->old.hash : NULL);
	jsonw_kstr(w, "new", *e->new_hash ? e->new_hash : NULL);
	jsonw_end(w);
}

void diff_json(const struct plan *plan, struct strbuf *out)
{
	struct jsonw w;
	size_t i;

	jsonw_init(&w, out);
	jsonw_array(&w);
	for (i = 0; i < plan->n; i++)
		if (plan->entry[i].action != PLAN_KEEP)
			json_entry(&w, &plan->entry[i]);
	jsonw_end(&w);
}
