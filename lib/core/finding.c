/* What is wrong, and what helps; see finding.h. */
#include "core/finding.h"

struct finding finding_new(enum finding_level level, const char *name, const char *library)
{
	return (struct finding){
		.name = name, .level = level, .library = library, .cause = STRBUF_INIT, .help = STRBUF_INIT};
}

void findings_give(struct findings *to, struct finding *f)
{
	if (f->level == FINDING_WRONG)
		to->wrong++;
	else
		to->notes++;
	to->fn(f, to->ctx);
	strbuf_release(&f->cause);
	strbuf_release(&f->help);
}

void finding_record(const struct finding *f, struct record *r)
{
	record_set_str(r, "finding", f->name);
	record_set_str(r, "level", f->level == FINDING_WRONG ? "wrong" : "note");
	if (f->library)
		record_set_str(r, "library", f->library);
	if (f->count)
		record_set_int(r, "count", f->count);
	record_set_str(r, "message", f->cause.buf);
	record_set_str(r, "help", f->help.buf);
}

void finding_text(const struct finding *f, struct strbuf *out)
{
	if (f->level == FINDING_NOTE)
		strbuf_addstr(out, "note: ");
	strbuf_add_escaped(out, f->cause.buf, f->cause.len);
	strbuf_addstr(out, "\n    ");
	strbuf_add_escaped(out, f->help.buf, f->help.len);
}
