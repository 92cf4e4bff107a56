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
	if (e->action == PLAN_REMOVE)
		textdiff(out, rel, e->old_bytes.buf, e->old_bytes.len, NULL, 0);
	else
		textdiff(out, rel, *e->old.hash ? plan->nfo_old.buf : NULL, plan->nfo_old.len, plan->nfo.buf,
			plan->nfo.len);
}

/* A comment line: what happens to a file that is no text for patch(1). */
static void comment(const struct plan_entry *e, const char *rel, struct strbuf *out)
{
	strbuf_addstr(out, e->action == PLAN_REMOVE ? "# remove " : *e->old.hash ? "# replace " : "# add ");
	strbuf_add_escaped(out, rel, strlen(rel));
	if (*e->old.hash)
		strbuf_addf(out, " -%s (%" PRId64 " bytes)", e->old.hash, e->old.stamp.size);
	if (*e->new_hash)
		strbuf_addf(out, " +%s (%" PRId64 " bytes)", e->new_hash, e->new_size);
	strbuf_addch(out, '\n');
}

void diff_plan(const struct plan *plan, const struct publisher *pub, struct strbuf *out)
{
	size_t i;

	for (i = 0; i < plan->nwarning; i++)
		strbuf_addf(out, "# warning: %s\n", plan->warning[i]);
	for (i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->entry[i];

		if (e->action != PLAN_KEEP && !e->asset_type)
			nfo_entry(plan, e, relative(pub, e->path), out);
		else if (e->action != PLAN_KEEP)
			comment(e, relative(pub, e->path), out);
	}
}

static void json_entry(struct jsonw *w, const struct plan_entry *e)
{
	jsonw_object(w);
	jsonw_kstr(w, "action", e->action == PLAN_REMOVE ? "remove" : "write");
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
