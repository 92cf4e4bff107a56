/* What metarr-select says; see tell.h. */
#include <inttypes.h>

#include "asset/tell.h"
#include "core/log.h"
#include "store/list.h"
#include "store/rejected.h"

static int row_of(struct teller *t, enum entity type, int64_t id, struct list_page *page,
	struct strbuf *label, struct error *err)
{
	struct list_filter filter = {
		.type = type, .unpublished = -1, .only_id = id, .texts = prog_json(t->prog)};
	int rc = list_items(t->db, &filter, NULL, 0, 1, page, err);

	strbuf_addf(label, "%s:%" PRId64, entity_name(type), id);
	if (!rc && page->n) {
		strbuf_addch(label, ' ');
		list_label(&page->row[0], label);
	}
	return rc;
}

static void say_notes(const struct teller *t, const struct selection *one, const char *label)
{
	size_t i;

	for (i = 0; i < one->notes.n; i++)
		log_warn("%s: %s", label, one->notes.item[i]);
	for (i = 0; i < one->gallery.nkind && t->prog->verbose > 0; i++) {
		const struct gallery_kind *kind = &one->gallery.kind[i];

		if (kind->choice.rule && (int64_t)kind->choice.taken < kind->choice.rule->min_count)
			log_warn("%s: %s: %zu of %" PRId64, label, kind->name, kind->choice.taken,
				kind->choice.rule->min_count);
	}
}

int tell_selection(struct teller *t, const struct selection *one, struct record *r, struct error *err)
{
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT, out = STRBUF_INIT;
	int rc = row_of(t, one->type, one->id, &page, &label, err);

	if (!rc && page.n) {
		list_record(&page.row[0], r);
		gallery_json(&one->gallery, &out);
		record_set_raw(r, "choices", out.buf, out.len);
	}
	say_notes(t, one, label.buf);
	if (!rc && one->changed && !prog_json(t->prog) && t->prog->verbose >= 0) {
		strbuf_clear(&out);
		gallery_text(&one->gallery, label.buf, &out);
		prog_write(t->prog, out.buf, out.len);
	}
	if (!rc && one->error.code != ERR_NONE)
		rc = error_set(err, one->error.code, "%s: %s", label.buf, one->error.msg.buf);
	*(one->changed ? &t->changed : &t->unchanged) += 1;
	list_page_release(&page);
	strbuf_release(&label);
	strbuf_release(&out);
	return rc;
}

int tell_word(struct teller *t, const struct hand *h, struct error *err)
{
	const struct edit_job *job = &h->job;
	struct list_page page = {0};
	struct strbuf label = STRBUF_INIT, line = STRBUF_INIT;
	struct record *r = record_new();
	const struct error none = ERROR_INIT;
	size_t i;
	int rc = row_of(t, job->type, job->id, &page, &label, err);

	if (!rc && page.n)
		list_record(&page.row[0], r);
	edit_job_record(job, r);
	if (job->changed && !t->prog->dry_run)
		record_set_int(r, "batch", h->batch);
	for (i = 0; i < job->nchange; i++) {
		strbuf_clear(&line);
		edit_entry_text(&job->change[i], &line);
		prog_say(t->prog, "%s: %s", label.buf, line.buf);
	}
	if (!rc)
		prog_result(t->prog, r, &none);
	if (!rc && job->changed && !t->prog->dry_run)
		prog_say(t->prog, "to take it back: metarr undo --batch %" PRId64, h->batch);
	else if (!rc && !job->changed)
		prog_say(t->prog, "%s: it was so already", label.buf);
	record_free(r);
	list_page_release(&page);
	strbuf_release(&label);
	strbuf_release(&line);
	return rc;
}

int tell_rejected(struct teller *t, struct error *err)
{
	struct rejected_list list = {0};
	size_t i;

	if (rejected_all(t->db, &list, err))
		return -1;
	for (i = 0; i < list.n; i++) {
		const struct rejected *one = &list.item[i];
		struct record *r = record_new();

		record_set_str(r, "provider", one->provider);
		record_set_str(r, "provider_url", one->url);
		record_set_str(r, "asset_type", one->asset_type);
		record_set_str(r, "reason", one->reason);
		record_set_str(r, "rejected_at", one->rejected_at);
		if (prog_json(t->prog))
			prog_put(t->prog, r);
		prog_say(t->prog, "%s  %s  %s%s%s", one->rejected_at, one->asset_type, one->url,
			one->reason ? "  " : "", one->reason ? one->reason : "");
		record_free(r);
	}
	rejected_list_release(&list);
	return 0;
}
