"""The history (历史记录): who did what to a unit's year, what before, what after, why.

`audience` says who may read which event and from when, `telling` how what changed is put into words,
`lines` reads. The auditor's trail of digests is another thing: `workflow/queries/trail.py`.
"""
