"""The composition root: everything is made and tied together here, and only here. Only its `channels` names one."""
