"""Users as an administrator changes them. What no administrator may do to himself is refused here."""

from __future__ import annotations

from typing import get_args

from dashboard.admin.refusal import Refused
from dashboard.auth import passwords
from dashboard.auth.who import Principal, Role, Scope
from dashboard.errors import RefusedError
from dashboard.store.web.users import User, UserStore

NOBODY = "没有这个用户，可能已被别人删改；请刷新后再试。"


class People:
    """Acts on users. Calls block. Raises Refused."""

    def __init__(self, users: UserStore) -> None:
        self._users = users

    def listed(self) -> list[User]:
        """All, by name."""
        return self._users.listed()

    def add(self, name: str, display: str, role: str, scope: Scope) -> str:
        """Adds somebody; his one-time password, to be shown once."""
        first = passwords.one_time()
        checked = _role(role)
        if self._users.find(name=name) is not None:
            raise Refused(f"用户名“{name}”已有人使用，请换一个。")
        try:
            self._users.add(name, checked, passwords.hashed(first), display=display, scope=scope)
        except RefusedError as error:
            raise Refused("用户名只能用字母、数字和汉字，不含空格和引号，最多 64 个字。") from error
        return first

    def change(self, who: Principal, user_id: str, display: str, role: str, scope: Scope) -> User:
        """Another name to print, role or scope; another role or scope signs him out."""
        user = self._one(user_id)
        checked = _role(role)
        if who.id == user_id and (checked, scope) != (user.role, user.scope):
            raise Refused("不能改自己的角色和范围，请让另一位管理员来改。")
        if not display.strip():
            raise Refused("请填写姓名。")
        return self._users.grant(user_id, display.strip(), checked, scope)

    def toggle(self, who: Principal, user_id: str) -> bool:
        """Locks somebody out everywhere, or in again; whether he is locked out now."""
        user = self._one(user_id)
        if who.id == user_id:
            raise Refused("不能停用自己，请让另一位管理员来做。")
        self._users.set_disabled(user_id, disabled=not user.disabled)
        return not user.disabled

    def reset(self, user_id: str) -> str:
        """A new one-time password, to be shown once; he is signed out everywhere."""
        user = self._one(user_id)
        if user.password_hash is None:
            raise Refused("该用户由统一身份认证登录，这里没有密码。")
        first = passwords.one_time()
        self._users.set_password(user_id, passwords.hashed(first), must_change=True)
        return first

    def _one(self, user_id: str) -> User:
        try:
            return self._users.one(user_id)
        except RefusedError as error:
            raise Refused(NOBODY) from error


def _role(text: str) -> Role:
    for role in get_args(Role):
        if role == text:
            found: Role = role
            return found
    raise Refused("请选择角色。")
