"""The situation report (情况通报) as data: what its six parts say of a period's figures. PURE."""
