/*
 * In an edit: Jellyfin's locks of the item and of its fields.
 */
#include <string.h>
#include <strings.h>

#include "media/nfo_pass.h"

static void set_lock(struct nfo_pass *p, const char *element, const char *value, const char *unless)
{
	struct nfo_elem e;

	if (nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), element, &e))
		nfo_set_value(&p->ed, &e, value);
	else if (strcmp(value, unless) != 0)
		nfo_pass_insert(p, element, value);
	nfo_pass_commit(p);
}

/* Jellyfin's words for the fields; words in the file that are not known here stay. */
static void lock_words(struct nfo_pass *p, uint64_t fields, struct strbuf *out)
{
	struct strbuf old = STRBUF_INIT;
	struct nfo_elem e;

	for (int f = 0; f < MF_COUNT; f++)
		if ((fields & MF_BIT(f)) && nfo_lock_name((enum meta_field)f))
			strbuf_addf(out, "%s%s", out->len ? "|" : "", nfo_lock_name((enum meta_field)f));
	if (nfo_child(&p->ed.doc.xml, nfo_root(&p->ed), "lockedfields", &e))
		nfo_elem_value(&p->ed.doc, &e, &old);
	for (char *save = NULL, *w = strtok_r(old.buf, "|", &save); w; w = strtok_r(NULL, "|", &save)) {
		bool known = false;
		for (int f = 0; f < MF_COUNT && !known; f++)
			known = nfo_lock_name((enum meta_field)f) &&
				!strcasecmp(w, nfo_lock_name((enum meta_field)f));
		if (!known)
			strbuf_addf(out, "%s%s", out->len ? "|" : "", w);
	}
	strbuf_release(&old);
}

void nfo_pass_locks(struct nfo_pass *p)
{
	const struct nfo_locks *want = p->want->locks;
	struct strbuf words = STRBUF_INIT;
	uint64_t known = 0;

	for (int f = 0; f < MF_COUNT; f++)
		known |= nfo_lock_name((enum meta_field)f) ? MF_BIT(f) : 0;
	if (want->item != p->have.locks.item)
		set_lock(p, "lockdata", want->item ? "true" : "false", "false");
	if ((want->fields & known) != p->have.locks.fields) {
		lock_words(p, want->fields, &words);
		set_lock(p, "lockedfields", words.buf, "");
	}
	strbuf_release(&words);
}
