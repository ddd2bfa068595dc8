/** Events, by the names of their handlers without `on`. */

/** Every event that some browser knows, or knew, a handler of. */
export const exactEvents: ReadonlySet<string> = new Set(
  (
    'abort activate afterprint afterscriptexecute afterupdate animationcancel animationend animationiteration ' +
    'animationstart appinstalled auxclick beforeactivate beforecopy beforecut beforedeactivate beforeeditfocus beforeinput ' +
    'beforeinstallprompt beforematch beforepaste beforeprint beforescriptexecute beforetoggle beforeunload beforeupdate ' +
    'beforexrselect begin blocked blur bounce broadcast cached cancel canplay canplaythrough cellchange change checking ' +
    'chargingchange click close command compositionend compositionstart compositionupdate connect contentvisibilityautostatechange ' +
    'contextlost contextmenu contextrestored controllerchange controlselect copy cuechange currententrychange cut ' +
    'dataavailable datasetchanged datasetcomplete dblclick deactivate devicechange devicelight devicemotion ' +
    'deviceorientation deviceorientationabsolute deviceproximity domactivate domattrmodified domcharacterdatamodified ' +
    'domcontentloaded domfocusin domfocusout domnodeinserted domnoderemoved domsubtreemodified downloading drag ' +
    'dragdrop dragend dragenter dragexit dragleave dragover dragstart drop durationchange emptied encrypted end ended ' +
    'enterpictureinpicture error errorupdate exit filterchange finish focus focusin focusout formchange formdata forminput ' +
    'fullscreenchange fullscreenerror gamepadconnected gamepaddisconnected gesturechange gestureend gesturestart gotpointercapture ' +
    'hashchange help input install invalid keydown keypress keyup languagechange layoutcomplete leavepictureinpicture ' +
    'load loadeddata loadedmetadata loadend loadstart location losecapture lostpointercapture mediacomplete mediaerror ' +
    'message messageerror mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend ' +
    'movestart mozfullscreenchange mozfullscreenerror mozorientationchange mozpointerlockchange mozpointerlockerror ' +
    'mscontentzoom msfullscreenchange msfullscreenerror msgesturechange msgesturedoubletap msgestureend msgesturehold ' +
    'msgesturestart msgesturetap msgotpointercapture msinertiastart mslostpointercapture msmanipulationstatechanged ' +
    'mspointercancel mspointerdown mspointerenter mspointerhover mspointerleave mspointermove mspointerout mspointerover ' +
    'mspointerup mssitemodejumplistitemremoved msthumbnailclick navigate navigateerror navigatesuccess noupdate obsolete ' +
    'offline online open orientationchange outofsync overscroll page pagehide pagereveal pageshow pageswap paint paste pause play ' +
    'playing pointercancel pointerdown pointerenter pointerleave pointerlockchange pointerlockerror pointermove ' +
    'pointerout pointerover pointerrawupdate pointerup popstate popuphidden popuphiding popupshowing popupshown progress prompt ' +
    'propertychange ratechange reading readystatechange rejectionhandled repeat reset resize resizeend resizestart ' +
    'resourcetimingbufferfull resume reverse rowdelete rowenter rowexit rowinserted rowsdelete rowsenter rowsexit ' +
    'rowsinserted scroll scrollend scrollsnapchange scrollsnapchanging search securitypolicyviolation seek seeked seeking ' +
    'select selectionchange selectstart show slotchange sort stalled start stop storage submit suspend syncrestored ' +
    'synchrestored timeerror timeupdate timeout toggle touchcancel touchend touchforcechange touchmove touchstart ' +
    'trackchange transitioncancel transitionend transitionrun transitionstart underflow unhandledrejection unload ' +
    'update updateready upgradeneeded urlflip userproximity validationstatuschange versionchange visibilitychange ' +
    'voiceschanged volumechange vrdisplayactivate vrdisplayblur vrdisplayconnect vrdisplaydeactivate vrdisplaydisconnect ' +
    'vrdisplayfocus vrdisplaypresentchange waiting waitingforkey warning webkitanimationend webkitanimationiteration ' +
    'webkitanimationstart webkitbeforetextinserted webkitcurrentplaybacktargetiswirelesschanged ' +
    'webkitfullscreenchange webkitfullscreenerror webkitmouseforcechanged webkitmouseforcedown ' +
    'webkitmouseforceup webkitmouseforcewillbegin webkitneedkey webkitplaybacktargetavailabilitychanged ' +
    'webkitpresentationmodechanged webkittransitionend webkitwillrevealbottom webkitwillrevealleft ' +
    'webkitwillrevealright webkitwillrevealtop wheel zoom'
  ).split(' '),
)

/** How the names of events begin: what is yet to be invented is a form of what exists. */
export const eventBeginnings: readonly string[] = (
  'abort activate after animation append appinstalled auxclick before begin blur bounce broadcast cached cancel canplay cellchange change checking ' +
  'charging click close command composition connect content context control copy cuechange current cut data dbl deactivate device dom ' +
  'downloading drag drop duration emptied encrypted end enterpicture error exit filterchange finish focus form fullscreen gamepad ' +
  'gesture got hashchange help input install invalid key language layout leavepicture loa location losecapture lost media message ' +
  'mouse move moz ms navigat noupdate obsolete offline online open orientation outofsync overscroll page paint paste pause play ' +
  'pointer pop progress prompt propertychange ratechange reading readystate rejection repeat reset resize resource resume reverse row ' +
  'scroll scrub search securitypolicy seek select show slotchange sort stalled start stop storage submit suspend sync time toggle ' +
  'touch track transition underflow unhandled unload update upgrade urlflip user validation version visibility voices volume vr waiting ' +
  'warning webkit wheel zoom'
).split(' ')
