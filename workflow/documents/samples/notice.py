"""What stands at the head of every page of a sample."""

NOTICE = "样张：数据是编造的"
