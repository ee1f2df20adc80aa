"""What telling the story of an initiative changes."""

from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class TellStory:
    """The story takes its place in the library; one that is told of the same initiative already stays."""

    initiative_id: int
    unit_id: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class UntellStories:
    """These are told no more, from this moment: also where they wait to be sent."""

    story_ids: tuple[int, ...]


StoryEffect = TellStory | UntellStories
