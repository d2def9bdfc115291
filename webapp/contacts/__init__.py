"""消息设置: where and when a person gets copies of their messages."""
