/* What a film may be shown to whom; see certification.h. */
#include <string.h>
#include <strings.h>

#include "provider/certification.h"

/* The age in a certification: its only number, of one or two digits. False: there is none. */
static bool age_of(const char *text, int *age)
{
	const char *p = text + strcspn(text, "0123456789");
	size_t digits = strspn(p, "0123456789");

	*age = 0;
	for (size_t i = 0; i < digits && digits <= 2; i++)
		*age = *age * 10 + (p[i] - '0');
	return digits >= 1 && digits <= 2 && !strpbrk(p + digits, "0123456789");
}

void certification_set(struct meta *m, const char *country, const char *text)
{
	struct strbuf german = STRBUF_INIT;
	int age;

	if (!text || !*text)
		return;
	if (!strcasecmp(country, "DE") && age_of(text, &age))
		strbuf_addf(&german, "FSK %d", age);
	meta_set(m, MF_MPAA, german.len > 0 ? german.buf : text, NULL);
	strbuf_release(&german);
}
